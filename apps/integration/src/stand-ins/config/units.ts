const MS_PER = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration as Go and TiKV write it: `30m0s`, `500ms`, `1.5s`. Throws for anything else. */
export function parseDurationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new Error(`not a duration: ${JSON.stringify(text)}; write 500ms, 20s or 30m0s`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * MS_PER[unit as keyof typeof MS_PER], 0);
}

/** As Go prints a duration: `30m0s`, `1h0m0s`, `10s`, `500ms`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < MS_PER.s) return `${ms}ms`;
  const hours = Math.floor(ms / MS_PER.h);
  const minutes = Math.floor((ms % MS_PER.h) / MS_PER.m);
  const seconds = `${(ms % MS_PER.m) / MS_PER.s}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

const SIZE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Bytes of a size: a number, or `64MiB`, `5GB`, `10GiB` (all of them binary, as TiKV reads them). */
export function parseSize(size: string | number): number {
  if (typeof size === "number") return size;
  const match = /^(\d+(?:\.\d+)?)\s*([KMGTP]?)(?:i?B)?$/i.exec(size.trim());
  if (!match) throw new Error(`not a size: ${JSON.stringify(size)}; write 64MiB or 10GiB`);
  const unit = (match[2] ?? "").toUpperCase();
  const power = unit === "" ? 0 : "KMGTP".indexOf(unit) + 1;
  return Math.round(Number(match[1]) * 1024 ** power);
}

/** As PD prints a size: four significant digits and a binary unit, `96.74GiB`. */
export function formatSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < SIZE_UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${Number(size.toPrecision(4))}${SIZE_UNITS[unit] ?? "B"}`;
}
