import { formatUtc, parseTimestamp, parseUtc } from "./timestamp.js";

const QUARTER_HOUR_MS = 15 * 60_000;
const EASTERNMOST_MS = 14 * 3_600_000;
const WESTERNMOST_MS = -12 * 3_600_000;

/** Whole seconds in `created_at` and the time between reading the clock and inserting explain this much. */
const EXPLAINED_MS = 2_000;

/** How late a ticket's `updated_at` may be for the update to be the one that wrote its newest naive time. */
const SAME_UPDATE_MS = 5_000;

/** A naive local time and a UTC time that one statement wrote, as text. */
export interface TimePair {
  naive: string | null;
  utc: string | null;
}

/**
 * The zone of whoever wrote a database, from rows that carry a naive local time beside SQLite's UTC
 * `created_at`. Each row's difference, rounded to the quarter hour, is the zone at that moment; what is
 * left over is clock error. It is found for each row apart, so a change to or from summer time in the
 * middle of a trace is followed.
 */
export interface WriterZone {
  /**
   * A time as written, as UTC ISO-8601 with milliseconds. An aware time needs no zone. A naive one takes
   * its own row's difference where the row has one, else that of the row nearest in time; null where no
   * row tells. Clock error is left in: it is to be seen, not hidden.
   */
  toUtc(text: string | null, ownUtc?: string | null): string | null;
  /**
   * Naive time minus UTC at the newest row that tells, in milliseconds, east of Greenwich positive: the
   * zone, plus the clock error (the median over all rows) where it is larger than 2 s. Null when no row tells.
   */
  readonly offsetMs: number | null;
}

export interface ZoneEvidence {
  /** Rows of which both times were taken at insertion. */
  pairs: readonly TimePair[];
  /**
   * Tickets' newest naive time beside `updated_at`: only used where there is no pair, and where the two
   * are within seconds of a quarter hour, since a later update may have moved `updated_at` alone.
   */
  updates?: readonly TimePair[];
}

type Difference = { utcMs: number; zoneMs: number; restMs: number };

export function writerZone({ pairs, updates = [] }: ZoneEvidence): WriterZone {
  const strong = pairs.map(difference).filter((found) => found !== null);
  const known =
    strong.length > 0
      ? strong
      : updates.map(difference).filter((found) => found !== null && Math.abs(found.restMs) <= SAME_UPDATE_MS);
  const differences = known.filter((found) => found !== null);
  return {
    toUtc(text, ownUtc = null) {
      const time = parseTimestamp(text);
      if (time === null) return null;
      if (time.aware) return formatUtc(time.ms);
      const zoneMs = difference({ naive: text, utc: ownUtc })?.zoneMs ?? nearest(differences, time.ms)?.zoneMs;
      return zoneMs === undefined ? null : formatUtc(time.ms - zoneMs);
    },
    offsetMs: offsetOf(differences),
  };
}

function difference({ naive, utc }: TimePair): Difference | null {
  const local = parseTimestamp(naive);
  const utcMs = parseUtc(utc);
  if (local === null || local.aware || utcMs === null) return null;
  const zoneMs = Math.round((local.ms - utcMs) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
  if (zoneMs < WESTERNMOST_MS || zoneMs > EASTERNMOST_MS) return null;
  return { utcMs, zoneMs, restMs: local.ms - utcMs - zoneMs };
}

/** Of the zones seen, the one whose reading of the naive time falls nearest to where it was seen. */
function nearest(differences: readonly Difference[], naiveMs: number): Difference | undefined {
  let best: Difference | undefined;
  let bestDistance = Infinity;
  for (const found of differences) {
    const distance = Math.abs(naiveMs - found.zoneMs - found.utcMs);
    if (distance < bestDistance) [best, bestDistance] = [found, distance];
  }
  return best;
}

function offsetOf(differences: readonly Difference[]): number | null {
  const newest = differences.reduce<Difference | undefined>(
    (latest, found) => (latest === undefined || found.utcMs >= latest.utcMs ? found : latest),
    undefined,
  );
  if (newest === undefined) return null;
  const rests = differences.map((found) => found.restMs).sort((a, b) => a - b);
  const errorMs = rests[Math.floor(rests.length / 2)] ?? 0;
  return newest.zoneMs + (Math.abs(errorMs) > EXPLAINED_MS ? errorMs : 0);
}
