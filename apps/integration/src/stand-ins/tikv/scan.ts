export interface Scan {
  start: string;
  /** Empty: without end. */
  end: string;
  limit: number;
  reverse: boolean;
}

/**
 * Pairs in the order of their keys: forward from `start` up to, not including, `end`; in reverse from below `start`
 * (from the last key when it is empty) down to `end`.
 */
export function scan<Value>(
  pairs: ReadonlyMap<string, Value>,
  { start, end, limit, reverse }: Scan,
): [key: string, value: Value][] {
  const isWithin = reverse
    ? (key: string) => (start === "" || key < start) && key >= end
    : (key: string) => key >= start && (end === "" || key < end);
  const keys = [...pairs.keys()].filter(isWithin).sort();
  if (reverse) keys.reverse();
  return keys.slice(0, limit).map((key) => [key, pairs.get(key) as Value]);
}
