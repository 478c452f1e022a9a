import type { Interval } from "@eval/analysis";
import type { ArmStyle } from "../figures/arm-style.js";
import { html, type Markup } from "../markup/html.js";
import { along } from "./axis.js";

export interface IntervalChart {
  /** Read aloud, and shown when pointed at. */
  title: string;
  /** Null: not known, and nothing is drawn for it. */
  value: number | null;
  interval: Interval | null;
  /** What excluded trials could make of the value; null when there are none. */
  bounds: Interval | null;
  /** The axis. */
  from: number;
  to: number;
  /** Where fine lines stand. */
  grid: readonly number[];
  /** A line that means no difference. */
  zero?: number;
  style: ArmStyle | undefined;
}

const height = 26;
const middle = 13;

/** A value with its interval as one line of a forest plot, and under it how far excluded trials could move it. */
export function intervalChart({ title, value, interval, bounds, grid, zero, style, ...scale }: IntervalChart): Markup {
  const x = (at: number) => along(at, scale);
  const className = style?.className ?? "";
  return html`<svg class="interval" width="100%" height="${height}" role="img">
    <title>${title}</title>
    ${grid.map((at) => html`<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="0" y2="${height}" />`)}
    ${zero === undefined ? null : html`<line class="zero" x1="${x(zero)}" x2="${x(zero)}" y1="0" y2="${height}" />`}
    ${
      interval === null || value === null
        ? null
        : html`<line
              class="reach ${className}"
              x1="${x(interval.lower)}"
              x2="${x(interval.upper)}"
              y1="${middle}"
              y2="${middle}"
            />${[interval.lower, interval.upper].map((at) => html`<line class="reach ${className}" x1="${x(at)}" x2="${x(at)}" y1="${middle - 4}" y2="${middle + 4}" />`)}`
    }
    ${bounds === null ? null : html`<line class="bounds" x1="${x(bounds.lower)}" x2="${x(bounds.upper)}" y1="${height - 4}" y2="${height - 4}" />`}
    ${value === null ? null : html`<svg x="${x(value)}" y="${middle}" overflow="visible"><path class="sign ${className}" d="${style?.sign ?? "M-4-4H4V4H-4Z"}" /></svg>`}
  </svg>`;
}

/** The axis's figures, in a line of their own. */
export function intervalAxis({
  from,
  to,
  marks,
}: {
  from: number;
  to: number;
  marks: readonly (readonly [number, string])[];
}): Markup {
  return html`<svg class="interval" width="100%" height="18" aria-hidden="true">
    ${marks.map(([at, text], index) => {
      const anchor = index === 0 ? "start" : index === marks.length - 1 ? "end" : "middle";
      return html`<text x="${along(at, { from, to })}" y="13" text-anchor="${anchor}">${text}</text>`;
    })}
  </svg>`;
}
