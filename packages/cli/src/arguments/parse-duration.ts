import { usageError } from "./arguments.js";

const unitMs: Readonly<Record<string, number>> = { ms: 1, "": 1_000, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };
/** What a timer can wait for. */
const longestMs = 2 ** 31 - 1;

/** Milliseconds of `300s`, `5m`, `1.5h`, `500ms` or plain seconds. `option` is for the message: `--horizon`. */
export function parseDuration(text: string, option: string, { min = 0 }: { min?: number } = {}): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim());
  const [, amount = "", unitName = ""] = match ?? [];
  const unit = Object.hasOwn(unitMs, unitName) ? unitMs[unitName] : undefined;
  if (!match || unit === undefined) {
    throw usageError(`${option}: ${text} is no duration`, "Write 300s, 5m, 500ms, or plain seconds.");
  }
  const ms = Math.round(Number(amount) * unit);
  if (ms < min) throw usageError(`${option} must be at least ${min} ms`);
  if (ms > longestMs) throw usageError(`${option} must be at most 24 days`);
  return ms;
}

/** Bounds in milliseconds of `5s..15s`, or twice the same of a single duration. */
export function parseDurationRange(text: string, option: string): { minMs: number; maxMs: number } {
  const [from = "", to = from, ...rest] = text.split("..");
  if (rest.length > 0) throw usageError(`${option}: ${text} is no range`, "Write MIN..MAX, or one duration.");
  const maxMs = parseDuration(to, option);
  // In `5..15s` the unit stands for both.
  const minMs = parseDuration(/^[\d.]+$/.test(from) ? from + unitOf(to) : from, option);
  if (minMs > maxMs) throw usageError(`${option}: ${text} ends before it begins`);
  return { minMs, maxMs };
}

function unitOf(duration: string): string {
  return /[a-z]*$/.exec(duration.trim())?.[0] ?? "";
}
