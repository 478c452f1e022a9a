import type { Interval } from "../stats/interval.js";
import type { Measure } from "./verdict.js";

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function seconds(ms: number): string {
  return `${roundTo(ms / 1000)} s`;
}

export function pValue(p: number): string {
  return p < 0.0001 ? "p < 0.0001" : `p = ${Number(p.toPrecision(2))}`;
}

/** A difference with its interval: `+50 points [+22, +71]`, `-75 s [-110, -40]`. */
export function differenceWords(measure: Measure, difference: number, interval: Interval | null): string {
  const [unit, scale] = measure === "success_rate" ? (["points", 0.01] as const) : (["s", 1000] as const);
  const signed = (value: number) => {
    const rounded = roundTo(value / scale, measure === "success_rate" ? 0 : 1);
    return Number(rounded) > 0 ? `+${rounded}` : rounded;
  };
  const range = interval === null ? "" : ` [${signed(interval.lower)}, ${signed(interval.upper)}]`;
  return `${signed(difference)} ${unit}${range}`;
}

/** Without a trailing zero, and never "-0". */
function roundTo(value: number, digits = 1): string {
  return String(Number(value.toFixed(digits)) + 0);
}
