import { afterEach, describe, expect, test } from "vitest";
import { formatNaiveLocal, formatUtc, parseTimestamp } from "./timestamp.js";

const read = (text: string) => {
  const time = parseTimestamp(text);
  return time && `${formatUtc(time.ms)} ${time.aware ? "aware" : "naive"}`;
};

describe("reading times", () => {
  test.each([
    ["2024-06-01T10:11:12.123456", "2024-06-01T10:11:12.123Z naive"],
    ["2024-06-01T10:11:12", "2024-06-01T10:11:12.000Z naive"],
    ["2024-06-01 10:11:12", "2024-06-01T10:11:12.000Z naive"],
    ["2024-06-01T10:11:12.5", "2024-06-01T10:11:12.500Z naive"],
    ["2024-06-01T10:11:12Z", "2024-06-01T10:11:12.000Z aware"],
    ["2024-06-01T10:11:12.999999+02:00", "2024-06-01T08:11:12.999Z aware"],
    ["2024-06-01T10:11:12-0930", "2024-06-01T19:41:12.000Z aware"],
    ["2024-06-01T10:11:12+05", "2024-06-01T05:11:12.000Z aware"],
  ])("%s is %s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each(["", "yesterday", "1717236672", "2024-06-01"])("%j is no time", (text) => {
    expect(read(text)).toBeNull();
  });
});

describe("writing local times", () => {
  const zone = process.env["TZ"];
  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  test("no zone, six digits of fraction, and none when it is zero", () => {
    process.env["TZ"] = "America/St_Johns";
    expect(formatNaiveLocal(new Date("2024-01-15T02:03:04.050Z"))).toBe("2024-01-14T22:33:04.050000");
    expect(formatNaiveLocal(new Date("2024-07-15T02:03:04.000Z"))).toBe("2024-07-14T23:33:04");
  });
});
