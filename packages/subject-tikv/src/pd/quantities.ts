import type { Json } from "@eval/core";

const byteUnits = new Map([
  ["", 1],
  ["b", 1],
  ["kib", 2 ** 10],
  ["mib", 2 ** 20],
  ["gib", 2 ** 30],
  ["tib", 2 ** 40],
  ["pib", 2 ** 50],
  ["kb", 2 ** 10],
  ["mb", 2 ** 20],
  ["gb", 2 ** 30],
  ["tb", 2 ** 40],
  ["pb", 2 ** 50],
]);

/** Bytes of PD's texts for sizes: `"10GiB"`, `"1.5TiB"`, `"512 MiB"`, `"0"`. PD takes `GB` for `GiB`. Null for anything else. */
export function bytesOf(text: Json | undefined): number | null {
  if (typeof text === "number") return text;
  if (typeof text !== "string") return null;
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = unit === undefined ? undefined : byteUnits.get(unit.toLowerCase());
  return amount === undefined || factor === undefined ? null : Math.round(Number(amount) * factor);
}

const durationUnits: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** Milliseconds of Go's texts for durations: `"30m0s"`, `"1h"`, `"500ms"`. Null for anything else. */
export function millisecondsOf(text: Json | undefined): number | null {
  if (typeof text !== "string") return null;
  if (text === "0") return 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) return null;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (durationUnits[unit ?? ""] ?? NaN), 0);
}

/** PD writes some truth values as texts. Null for anything else. */
export function truthOf(value: Json | undefined): boolean | null {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  return null;
}
