import { describe, expect, test } from "vitest";
import { writerZone, type TimePair } from "./writer-zone.js";

const pair = (naive: string, utc: string): TimePair => ({ naive, utc });

describe("the writer's zone", () => {
  test.each([
    ["2024-06-01T03:00:00.700000", "2024-06-01 10:00:00", -7 * 3600],
    ["2024-06-01T15:45:00.700000", "2024-06-01 10:00:00", 5.75 * 3600],
    ["2024-06-01T10:00:00", "2024-06-01 10:00:00", 0],
    ["2024-06-02T00:00:00.999999", "2024-06-01 10:00:00", 14 * 3600],
  ])("%s written at %s UTC is %d s from UTC", (naive, utc, seconds) => {
    expect(writerZone({ pairs: [pair(naive, utc)] }).offsetMs).toBe(seconds * 1000);
  });

  test("nothing is known without a row that carries both", () => {
    const zone = writerZone({
      pairs: [pair("2024-06-01T03:00:00Z", "2024-06-01 10:00:00"), { naive: null, utc: null }],
    });
    expect(zone.offsetMs).toBeNull();
    expect(zone.toUtc("2024-06-01T03:00:00")).toBeNull();
    expect(zone.toUtc("2024-06-01T03:00:00+02:00")).toBe("2024-06-01T01:00:00.000Z");
  });

  test("a row inserted late, behind somebody's lock, does not look like clock error", () => {
    const pairs = [0, 1, 2].map((second) => pair(`2024-06-01T12:00:0${second}.300000`, `2024-06-01 10:00:0${second}`));
    expect(writerZone({ pairs: [...pairs, pair("2024-06-01T12:00:05.100000", "2024-06-01 10:00:10")] }).offsetMs).toBe(
      7_200_000,
    );
  });

  test("what is left of a quarter hour is reported as clock error, and left in the times", () => {
    const zone = writerZone({ pairs: [pair("2024-06-01T12:00:47", "2024-06-01 10:00:00")] });
    expect(zone.offsetMs).toBe(7_200_000 + 47_000);
    expect(zone.toUtc("2024-06-01T12:00:47")).toBe("2024-06-01T10:00:47.000Z");
  });

  test("an hour that comes twice is told apart by the row's own times, or by the nearest row", () => {
    const zone = writerZone({
      pairs: [
        pair("2024-10-27T02:10:00.200000", "2024-10-27 00:10:00"),
        pair("2024-10-27T02:50:00.200000", "2024-10-27 01:50:00"),
      ],
    });
    expect(zone.toUtc("2024-10-27T02:30:00", "2024-10-27 00:30:00")).toBe("2024-10-27T00:30:00.000Z");
    expect(zone.toUtc("2024-10-27T02:30:00", "2024-10-27 01:30:00")).toBe("2024-10-27T01:30:00.000Z");
    expect(zone.toUtc("2024-10-27T02:12:00")).toBe("2024-10-27T00:12:00.000Z");
    expect(zone.toUtc("2024-10-27T02:48:00")).toBe("2024-10-27T01:48:00.000Z");
    expect(zone.offsetMs).toBe(3_600_000);
  });

  test("tickets alone tell the zone by their last update, unless another update came after it", () => {
    const updates = [pair("2024-06-01T12:00:00.400000", "2024-06-01 10:00:00")];
    expect(writerZone({ pairs: [], updates }).offsetMs).toBe(7_200_000);
    const later = [pair("2024-06-01T12:00:00.400000", "2024-06-01 10:04:00")];
    expect(writerZone({ pairs: [], updates: later }).offsetMs).toBeNull();
    const known = [pair("2024-06-01T11:00:00.400000", "2024-06-01 10:00:00")];
    expect(writerZone({ pairs: known, updates }).offsetMs).toBe(3_600_000);
  });
});
