/** Curves are drawn in a square of so many units, which the page stretches to the figure. */
export const pathUnits = 1_000;

/** What a step changes before it is drawn: less than a pixel of any screen. */
const finest = 1;

export interface Step {
  /** From 0 to `pathUnits`, to the right. */
  x: number;
  /** From 0 (below) to 1. */
  share: number;
}

/** The steps that can be told apart on a screen; the last one always stays. */
export function visibleSteps<S extends { x: number }>(steps: readonly S[]): S[] {
  const kept: S[] = [];
  for (const step of steps) {
    const last = kept.at(-1);
    if (last && step.x - last.x < finest) kept[kept.length - 1] = { ...step, x: last.x };
    else kept.push(step);
  }
  return kept;
}

/** A line that stays level until each step, from `begin` to `end`. */
export function stepPath(steps: readonly Step[], end: number): string {
  const [first, ...rest] = steps;
  if (!first) return "";
  return `M${across(first.x)} ${down(first.share)}${rest.map(({ x, share }) => `H${across(x)}V${down(share)}`).join("")}H${across(end)}`;
}

/** The area between two such lines with steps at the same places. */
export function bandPath(steps: readonly { x: number; lower: number; upper: number }[], end: number): string {
  const [first] = steps;
  if (!first) return "";
  const upper = stepPath(
    steps.map(({ x, upper: share }) => ({ x, share })),
    end,
  );
  const back = steps.toReversed().map(({ x, lower }) => `V${down(lower)}H${across(x)}`);
  return `${upper}${back.join("")}Z`;
}

function across(x: number): string {
  return String(Math.round(x * 10) / 10);
}

function down(share: number): string {
  return String(Math.round((1 - share) * pathUnits * 10) / 10);
}
