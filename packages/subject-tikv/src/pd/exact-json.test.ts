import { describe, expect, it } from "vitest";
import { parseExactJson } from "./exact-json.js";

describe("JSON with integers of any size", () => {
  it("keeps every digit of an id beyond 2^53", () => {
    expect(parseExactJson('{"member_id":13179814321436389120,"cluster_id": 7299011222333444555}')).toEqual({
      member_id: "13179814321436389120",
      cluster_id: "7299011222333444555",
    });
  });

  it("keeps the nanoseconds of a heartbeat", () => {
    expect(parseExactJson("[1700000000123456789, -9007199254740993]")).toEqual([
      "1700000000123456789",
      "-9007199254740993",
    ]);
  });

  it("leaves numbers that a double holds as they are", () => {
    expect(parseExactJson('{"id":1,"weight":0.5,"score":1e3,"most":9007199254740991}')).toEqual({
      id: 1,
      weight: 0.5,
      score: 1000,
      most: 9007199254740991,
    });
  });

  it("does not touch digits inside strings, quotes and backslashes included", () => {
    const value = { address: "13179814321436389120", said: 'a "13179814321436389120" \\', key: "" };
    expect(parseExactJson(JSON.stringify(value))).toEqual(value);
  });

  it("refuses what is not JSON", () => {
    expect(() => parseExactJson("redirect finds no leader")).toThrow(SyntaxError);
  });
});
