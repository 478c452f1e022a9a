import { visibleText } from "../markup/visible-text.js";
import { chartSigns, type ChartOptions, type ChartSigns } from "./chart-signs.js";

export interface IntervalBar {
  label: string;
  /** Null: not known; the bar stays empty. */
  value: number | null;
  lower: number;
  upper: number;
  /** Behind the bar: the figures. */
  text: string;
}

export interface IntervalScale {
  from: number;
  to: number;
  /** At its beginning, middle and end. */
  marks: readonly [string, string, string];
}

/** A share, from nothing to all. */
export const shareScale: IntervalScale = { from: 0, to: 1, marks: ["0 %", "50 %", "100 %"] };
/** A difference of two shares. */
export const differenceScale: IntervalScale = { from: -1, to: 1, marks: ["-100", "0", "+100 points"] };

const widest = 41;
const narrowest = 11;

/** Values with their intervals, one line each under an axis; empty where there is no room for bars. */
export function intervalBars(given: readonly IntervalBar[], scale: IntervalScale, options: ChartOptions): string {
  const bars = given.map((bar) => ({ ...bar, label: visibleText(bar.label) }));
  const labels = Math.max(...bars.map(({ label }) => label.length));
  const texts = Math.max(...bars.map(({ text }) => text.length));
  const room = options.columns - labels - texts - 4;
  // Odd, so that the middle of the scale has a column of its own.
  const width = Math.min(widest, room - ((room + 1) % 2));
  if (bars.length === 0 || width < narrowest) return "";
  const signs = chartSigns(options);
  const lines = bars.map((bar) => `${bar.label.padEnd(labels)}  ${barOf(bar, { width, scale, signs })}  ${bar.text}`);
  return [`${" ".repeat(labels + 2)}${axisOf(scale, width)}`, ...lines].map((line) => `${line.trimEnd()}\n`).join("");
}

function barOf(
  { value, lower, upper }: IntervalBar,
  { width, scale, signs }: { width: number; scale: IntervalScale; signs: ChartSigns },
): string {
  const cells = Array.from({ length: width }, (_, index) => (index % ((width - 1) / 2) === 0 ? signs.grid : " "));
  if (value === null) return cells.join("");
  const column = (at: number) => {
    const share = (at - scale.from) / (scale.to - scale.from);
    return Math.round(Math.min(1, Math.max(0, share)) * (width - 1));
  };
  cells.fill(signs.line, column(lower), column(upper) + 1);
  cells[column(lower)] = signs.begin;
  cells[column(upper)] = signs.end;
  cells[column(value)] = signs.value;
  return cells.join("");
}

function axisOf({ marks: [first, middle, last] }: IntervalScale, width: number): string {
  const centre = Math.max(first.length + 1, (width - 1) / 2 - Math.floor(middle.length / 2));
  const line = first.padEnd(centre) + middle;
  return line.padEnd(Math.max(line.length + 1, width - last.length)) + last;
}
