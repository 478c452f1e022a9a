/** A time as an operator wrote it: UTC where the text says its zone, else the writer's local time read as if it were UTC. */
export interface Timestamp {
  ms: number;
  /** Whether the text says its own zone (`Z`, `+02:00`), so that `ms` is UTC. */
  aware: boolean;
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Reads ISO-8601 with `T` or a space, any number of fractional digits or none, with or without a zone; null for anything else. */
export function parseTimestamp(text: string | null): Timestamp | null {
  const match = text === null ? null : pattern.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour, minute, second = "0", fraction = "", zone] = match;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, "0").slice(0, 3)),
  );
  return zone === undefined ? { ms, aware: false } : { ms: ms - zoneMs(zone), aware: true };
}

function zoneMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", "") || "0");
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** SQLite's CURRENT_TIMESTAMP (`2024-06-01 10:11:12`, UTC) in milliseconds; a zone in the text is obeyed. */
export function parseUtc(text: string | null): number | null {
  return parseTimestamp(text)?.ms ?? null;
}

/** UTC, ISO-8601 with milliseconds. */
export function formatUtc(ms: number): string {
  return new Date(ms).toISOString();
}

/** The process's local time as Python's `datetime.isoformat()` writes it: no zone, microseconds left out when zero. */
export function formatNaiveLocal(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const ms = date.getMilliseconds();
  return `${day}T${time}${ms === 0 ? "" : `.${String(ms).padStart(3, "0")}000`}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
