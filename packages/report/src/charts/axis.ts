/** Round numbers from 0 to at most `end`, about `wanted` of them. */
export function ticksUpTo(end: number, wanted = 5): number[] {
  if (!(end > 0)) return [0];
  const rough = end / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

/** A place along an axis of SVG: in percent, so that charts fit whatever width there is while their text keeps its size. */
export function along(value: number, { from, to }: { from: number; to: number }): string {
  return `${place((value - from) / (to - from))}%`;
}

function place(share: number): number {
  return Number((Math.min(1, Math.max(0, share)) * 100).toFixed(2));
}
