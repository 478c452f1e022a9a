import { ticksUpTo } from "../charts/axis.js";
import { armStyles } from "../figures/arm-style.js";
import { count, seconds } from "../figures/figures.js";
import { survivalAt, type SurvivalCurve } from "../figures/survival-curve.js";
import { visibleText } from "../markup/visible-text.js";
import { chartSigns, type ChartOptions } from "./chart-signs.js";

export interface SurvivalPlot {
  /** Of the vertical axis. */
  label: string;
  curves: readonly (SurvivalCurve & { baseline: boolean })[];
}

/** Lines between 100 % and 0 %, both included. */
const rows = 9;
const labelWidth = 7;
const widest = 72;
const narrowest = 24;
/** Where several curves run through one character. */
const several = "*";

/**
 * Kaplan–Meier curves as text, each arm's by its letter, with the numbers at risk under the axis. Empty where there is
 * no room or nothing to draw.
 */
export function survivalPlot({ label, curves }: SurvivalPlot, options: ChartOptions): string {
  const width = Math.min(widest, options.columns - labelWidth - 2);
  const end = curves.reduce((last, curve) => Math.max(last, curve.end), 0);
  if (curves.length === 0 || width < narrowest || end <= 0) return "";
  const signs = chartSigns(options);
  const styles = armStyles(curves);
  const timeAt = (column: number) => (column / (width - 1)) * end;
  const letterOf = (curve: SurvivalCurve) => styles.get(curve.name)?.letter ?? "?";
  const cells = Array.from({ length: rows }, () => Array.from({ length: width }, () => " "));
  for (const curve of curves) {
    const last = Math.min(width - 1, Math.ceil((curve.end / end) * (width - 1)));
    for (const { row, column } of traceOf(curve, { last, timeAt })) {
      const line = cells[row]!;
      line[column] = line[column] === " " || line[column] === letterOf(curve) ? letterOf(curve) : several;
    }
  }
  const ticks = ticksUpTo(end / 1_000, Math.max(2, Math.floor(width / 12))).map((second) => second * 1_000);
  const columnOf = (time: number) => Math.round((time / end) * (width - 1));
  return [
    label,
    ...cells.map((line, row) => {
      const share = row % 2 === 0 ? `${String(100 - (row * 100) / (rows - 1))} %` : "";
      return `${share.padStart(labelWidth - 2)} ${share === "" ? signs.axis : signs.tick}${line.join("")}`;
    }),
    `${" ".repeat(labelWidth - 1)}${signs.corner}${axisLine(ticks.map(columnOf), { width, signs })}`,
    `${" ".repeat(labelWidth)}${spread(ticks.map((tick) => [columnOf(tick), String(tick / 1_000)]))} s`,
    ...curves.map((curve) => {
      const atRisk = ticks.map((tick): [number, string] => [columnOf(tick), String(curve.atRisk(tick))]);
      return `${letterOf(curve).padStart(labelWidth - 2)}  ${spread(atRisk)}`;
    }),
    ...curves.map(
      (curve) => `${letterOf(curve).padStart(labelWidth - 2)}  ${visibleText(curve.name)}: ${curveWords(curve)}`,
    ),
    ...(cells.some((line) => line.includes(several)) ? [`${several.padStart(labelWidth - 2)}  several of them`] : []),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** Every character a curve runs through, up to its last column: its share at each, and the way down to it. */
function traceOf(
  curve: SurvivalCurve,
  { last, timeAt }: { last: number; timeAt: (column: number) => number },
): { row: number; column: number }[] {
  const rowOf = (share: number) => Math.round((1 - share) * (rows - 1));
  const trace: { row: number; column: number }[] = [];
  let before = 0;
  for (let column = 0; column <= last; column++) {
    const row = rowOf(survivalAt(curve.points, timeAt(column)));
    for (let between = Math.min(before + 1, row); between <= row; between++) trace.push({ row: between, column });
    before = row;
  }
  return trace;
}

function axisLine(
  at: readonly number[],
  { width, signs }: { width: number; signs: ReturnType<typeof chartSigns> },
): string {
  return Array.from({ length: width }, (_, column) => (at.includes(column) ? "+" : signs.baseline)).join("");
}

/** Each text with its middle at its column, where the one before leaves room. */
function spread(texts: readonly (readonly [column: number, text: string])[]): string {
  let line = "";
  for (const [column, text] of texts) {
    const begin = Math.max(0, column - Math.floor(text.length / 2));
    if (line !== "" && begin <= line.length) continue;
    line = line.padEnd(begin) + text;
  }
  return line;
}

function curveWords({ events, n, median }: SurvivalCurve): string {
  const half = median.value === null ? "fewer than half of them" : `half of them by ${seconds(median.value)}`;
  return `${events} of ${count(n, "trial")}, ${half}`;
}
