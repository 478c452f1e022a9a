/** What one benchmark found: printed as one line. */
export interface Figures {
  bench: string;
  /** By label; all of one unit. */
  values: Readonly<Record<string, number>>;
  /** @default "ms" */
  unit?: string;
  /** How often it was measured. */
  runs: number;
  /** The label whose value must not exceed the limit. */
  limit?: { label: string; atMost: number };
  /** What else the reader needs to judge the figures, like the disk's fsync time. */
  note?: string;
}

/** `cli-help: median 141 ms, min 130 ms, max 163 ms (10 runs; wanted median ≤ 200 ms: met)` */
export function figureLine({ bench, values, unit = "ms", runs, limit, note }: Figures): string {
  const shown = Object.entries(values).map(([label, value]) => `${label} ${round(value)} ${unit}`);
  const remarks = [`${runs} runs`, ...(limit ? [judge(limit, values, unit)] : []), ...(note ? [note] : [])];
  return `${bench}: ${shown.join(", ")} (${remarks.join("; ")})`;
}

/** The smallest value that at least this share of the values does not exceed; `share` in (0, 1]. Throws for none. */
export function quantile(values: readonly number[], share: number): number {
  const found = values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1];
  if (found === undefined) throw new RangeError("no values, hence no quantile");
  return found;
}

/** Of an even number of values, the mean of the middle two. Throws for none. */
export function median(values: readonly number[]): number {
  const upper = -quantile(
    values.map((value) => -value),
    0.5,
  );
  return (quantile(values, 0.5) + upper) / 2;
}

function judge(limit: { label: string; atMost: number }, values: Figures["values"], unit: string): string {
  const value = values[limit.label];
  if (value === undefined) throw new RangeError(`no value is labelled ${limit.label}`);
  return `wanted ${limit.label} ≤ ${limit.atMost} ${unit}: ${value <= limit.atMost ? "met" : "MISSED"}`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
