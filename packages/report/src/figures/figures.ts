import type { Interval } from "@eval/analysis";

/** What is not known, did not happen, or does not apply. */
export const nothing = "–";

/** So many trials make a tenth of a percent worth showing. */
const enoughForTenths = 200;

/** `75 %`; of many trials `75.3 %`. */
export function percent(share: number | null, n = 0): string {
  return share === null ? nothing : `${number(share * 100, n >= enoughForTenths ? 1 : 0)} %`;
}

/** `[47, 91]`, in percent. */
export function percentRange({ lower, upper }: Interval, n = 0): string {
  const digits = n >= enoughForTenths ? 1 : 0;
  return `[${number(lower * 100, digits)}, ${number(upper * 100, digits)}]`;
}

/** `0.61 s`, `8.3 s`, `147 s`: three digits where they mean something. */
export function seconds(ms: number | null): string {
  return ms === null ? nothing : `${secondsNumber(ms)} s`;
}

/** `[5.1, –]`, in seconds; what was not reached is left open. */
export function secondsRange({ lower, upper }: { lower: number | null; upper: number | null }): string {
  const end = (ms: number | null) => (ms === null ? nothing : secondsNumber(ms));
  return `[${end(lower)}, ${end(upper)}]`;
}

function secondsNumber(ms: number): string {
  const size = Math.abs(ms) / 1_000;
  return number(ms / 1_000, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

/** With a sign, and never `-0`. */
export function signed(value: number, digits: number): string {
  const text = number(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text.replace("-", "−");
}

/** With so many digits after the point, and thousands apart. */
export function number(value: number, digits = 0): string {
  const fixed = (Number(value.toFixed(digits)) + 0).toFixed(digits);
  const [whole = "", rest] = fixed.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202F");
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}

/** `1 trial`, `3 trials`. */
export function count(n: number, thing: string): string {
  return `${number(n)} ${thing}${n === 1 ? "" : "s"}`;
}
