import type { ArmStyle } from "../figures/arm-style.js";
import { count, number } from "../figures/figures.js";
import { survivalAt, type SurvivalCurve } from "../figures/survival-curve.js";
import { html, type Markup } from "../markup/html.js";
import { along, ticksUpTo } from "./axis.js";
import { bandPath, pathUnits, stepPath, visibleSteps } from "./survival-path.js";

export interface SurvivalChart {
  /** Read aloud, and shown when pointed at. */
  title: string;
  description: string;
  /** Of the vertical axis. */
  label: string;
  curves: readonly SurvivalCurve[];
  styles: ReadonlyMap<string, ArmStyle>;
  /** Where trials without the event were no longer followed. */
  horizonsMs: readonly number[];
}

const plotHeight = 240;
/** Room for the axis, before the numbers at risk begin. */
const axisHeight = 52;
const rowHeight = 34;
const shortestAxisMs = 100;
/** So many horizons are marked; more would be a hatching. */
const mostHorizons = 4;

/** Kaplan–Meier curves with bands, signs of censoring, the horizon, and the numbers at risk under the axis. */
export function survivalChart({ title, description, label, curves, styles, horizonsMs }: SurvivalChart): Markup {
  const end = endOf(curves, horizonsMs);
  const scale = { from: 0, to: end * 1.03 };
  const ticks = ticksUpTo(end / 1_000, 6).map((second) => second * 1_000);
  const height = plotHeight + axisHeight + curves.length * rowHeight;
  return html`<div class="plot">
    <svg class="survival" width="100%" height="${height}" role="img">
      <title>${title}</title>
      <desc>${description}</desc>
      ${[0, 0.25, 0.5, 0.75, 1].map((share) => {
        const y = (1 - share) * plotHeight;
        return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}" /><text
            x="0"
            y="${y}"
            dx="-8"
            dy="4"
            text-anchor="end"
            >${number(share * 100)} %</text
          >`;
      })}
      <text class="axis-label" x="0" y="-14" dx="-44">${label}</text>
      ${horizonsMs.slice(0, mostHorizons).map((horizon) => horizonMark(horizon, scale))}
      <svg
        x="0"
        y="0"
        width="100%"
        height="${plotHeight}"
        viewBox="0 0 ${pathUnits} ${pathUnits}"
        preserveAspectRatio="none"
        overflow="visible"
      >
        ${curves.map((curve) => band(curve, scale.to, styles))}${solidFirst(curves, styles).map((curve) => line(curve, scale.to, styles))}
      </svg>
      ${curves.map((curve, index) => signs(curve, { scale, styles, at: (scale.to * (index + 1)) / (curves.length + 1) }))}
      <line class="axis" x1="0" x2="100%" y1="${plotHeight}" y2="${plotHeight}" />
      ${ticks.map(
        (tick) =>
          html`<line
              class="axis"
              x1="${along(tick, scale)}"
              x2="${along(tick, scale)}"
              y1="${plotHeight}"
              y2="${plotHeight + 5}"
            /><text x="${along(tick, scale)}" y="${plotHeight + 19}" text-anchor="middle"
              >${number(tick / 1_000, tick % 1_000 === 0 ? 0 : 1)}</text
            >`,
      )}
      <text class="axis-label" x="100%" y="${plotHeight + 36}" text-anchor="end">seconds since the injection</text>
      <text class="axis-label" x="0" y="${plotHeight + 36}" dx="-44">at risk</text>
      ${curves.map((curve, index) => atRiskRow(curve, { y: plotHeight + axisHeight + index * rowHeight, ticks, scale, styles }))}
    </svg>
  </div>`;
}

/** The last horizon; or a little after the last event, where all trials had theirs so early that little could be seen. */
function endOf(curves: readonly SurvivalCurve[], horizonsMs: readonly number[]): number {
  const horizon = Math.max(shortestAxisMs, ...horizonsMs, ...curves.map((curve) => curve.end));
  const last = Math.max(...curves.map(({ points }) => points.at(-1)?.time ?? 0));
  const allHadIt = curves.every(({ censored }) => censored.length === 0);
  return allHadIt && last < horizon / 2 ? Math.max(shortestAxisMs, last * 1.2) : horizon;
}

function horizonMark(horizon: number, scale: { from: number; to: number }): Markup {
  const text = `horizon ${number(horizon / 1_000)} s`;
  if (horizon > scale.to) return html`<text class="horizon-label" x="100%" y="-10" text-anchor="end">${text} →</text>`;
  const x = along(horizon, scale);
  return html`<line class="horizon" x1="${x}" x2="${x}" y1="-6" y2="${plotHeight}" /><text
      class="horizon-label"
      x="${x}"
      y="-10"
      text-anchor="end"
      >${text}</text
    >`;
}

function band(curve: SurvivalCurve, to: number, styles: SurvivalChart["styles"]): Markup | null {
  const known = curve.points.filter(({ lower }) => lower !== null);
  if (known.length === 0) return null;
  const steps = known.map(({ time, lower, upper }) => ({
    x: (time / to) * pathUnits,
    lower: lower ?? 0,
    upper: upper ?? 1,
  }));
  // Where everybody had the event there is no interval any more.
  const until = curve.points.find(({ lower }) => lower === null)?.time ?? curve.end;
  return html`<path
    class="band ${classOf(curve, styles)}"
    d="${bandPath(visibleSteps(steps), (until / to) * pathUnits)}"
  />`;
}

function line(curve: SurvivalCurve, to: number, styles: SurvivalChart["styles"]): Markup {
  const steps = curve.points.map(({ time, survival }) => ({ x: (time / to) * pathUnits, share: survival }));
  const path = stepPath(visibleSteps([{ x: 0, share: 1 }, ...steps]), (curve.end / to) * pathUnits);
  const dash = styles.get(curve.name)?.dash ?? "none";
  return html`<path
    class="curve ${classOf(curve, styles)}"
    stroke-dasharray="${dash}"
    vector-effect="non-scaling-stroke"
    d="${path}"
  />`;
}

/** Curves may lie on each other: dashes leave to be seen what is drawn before them. */
function solidFirst(curves: readonly SurvivalCurve[], styles: SurvivalChart["styles"]): readonly SurvivalCurve[] {
  const isDashed = ({ name }: SurvivalCurve) => styles.get(name)?.dash !== "none";
  return curves.toSorted((one, other) => Number(isDashed(one)) - Number(isDashed(other)));
}

/** The arm's sign on its curve, each arm's at a time of its own, and an upright cross where trials were censored. */
function signs(
  curve: SurvivalCurve,
  { scale, styles, at }: { scale: { from: number; to: number }; styles: SurvivalChart["styles"]; at: number },
): Markup {
  const style = styles.get(curve.name);
  const signAt = Math.min(at, curve.end);
  const y = Math.round((1 - survivalAt(curve.points, signAt)) * plotHeight);
  return html`<svg x="${along(signAt, scale)}" y="${y}" overflow="visible">
      <path class="sign ${style?.className}" d="${style?.sign}" />
    </svg>
    ${curve.censored.slice(0, 50).map(
      ({ time, count: times, survival }) =>
        html`<svg x="${along(time, scale)}" y="${Math.round((1 - survival) * plotHeight)}" overflow="visible">
          <path class="censored ${style?.className}" d="M0-7V7M-5 0H5" />
          <title>${curve.name}: ${count(times, "trial")} followed to ${number(time / 1_000, 1)} s without it</title>
        </svg>`,
    )}`;
}

function atRiskRow(
  curve: SurvivalCurve,
  {
    y,
    ticks,
    scale,
    styles,
  }: {
    y: number;
    ticks: readonly number[];
    scale: { from: number; to: number };
    styles: SurvivalChart["styles"];
  },
): Markup {
  const style = styles.get(curve.name);
  return html`<svg x="0" y="${y}" overflow="visible">
      <path class="sign ${style?.className}" transform="translate(-38 -4)" d="${style?.sign}" /></svg
    ><text class="arm-label" x="0" y="${y}" dx="-26">${curve.name}</text>
    ${ticks.map((tick) => html`<text x="${along(tick, scale)}" y="${y + 15}" text-anchor="middle">${number(curve.atRisk(tick))}</text>`)}`;
}

function classOf({ name }: SurvivalCurve, styles: SurvivalChart["styles"]): string {
  return styles.get(name)?.className ?? "";
}
