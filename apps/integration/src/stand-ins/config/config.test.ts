import { describe, expect, it } from "vitest";
import { FlagError, parseFlags } from "./flags.js";
import { parseToml } from "./toml.js";
import { formatDuration, formatSize, parseDurationMs, parseSize } from "./units.js";

describe("a configuration file", () => {
  it("holds tables, dotted keys, texts, numbers, booleans and arrays", () => {
    const text = `
      name = "pd1" # a comment
      [schedule]
      max-store-down-time = '30m'
      leader-schedule-limit = 4
      [raftdb]
      defaultcf.write-buffer-size = "8MiB"
      [pd]
      endpoints = [ "a:2379",
        "b#2:2379" ]
      [log.file]
      compress = true`;
    expect(parseToml(text)).toEqual({
      name: "pd1",
      schedule: { "max-store-down-time": "30m", "leader-schedule-limit": 4 },
      raftdb: { defaultcf: { "write-buffer-size": "8MiB" } },
      pd: { endpoints: ["a:2379", "b#2:2379"] },
      log: { file: { compress: true } },
    });
  });

  it("is refused with the line that cannot be read", () => {
    expect(() => parseToml("a = 1\nb = nonsense")).toThrow("line 2: not a value: b = nonsense");
    expect(() => parseToml("[a\nb = 1")).toThrow("line 1");
  });
});

describe("units", () => {
  it("are read and written as Go does", () => {
    expect(["30m0s", "500ms", "1h", "1.5s"].map(parseDurationMs)).toEqual([1_800_000, 500, 3_600_000, 1_500]);
    expect([1_800_000, 500, 3_600_000, 10_000, 0].map(formatDuration)).toEqual([
      "30m0s",
      "500ms",
      "1h0m0s",
      "10s",
      "0s",
    ]);
    expect(["64MiB", "5GB", "10GiB", "7", 12].map(parseSize)).toEqual([64 * 2 ** 20, 5 * 2 ** 30, 10 * 2 ** 30, 7, 12]);
    expect([10 * 2 ** 30, 103_874_953_216, 512].map(formatSize)).toEqual(["10GiB", "96.74GiB", "512B"]);
    expect(() => parseDurationMs("soon")).toThrow('not a duration: "soon"');
  });
});

describe("flags", () => {
  const flags = {
    name: { kind: "value" },
    addr: { kind: "value", aliases: ["-A"] },
    check: { kind: "switch" },
  } as const;

  it("are taken in each of their forms, the last one standing", () => {
    expect(parseFlags(["--name=a", "-A", "b:1", "--name", "c", "--check"], flags, { singleDash: false })).toEqual({
      name: "c",
      addr: "b:1",
      check: "true",
    });
    expect(parseFlags(["-name", "a"], flags, { singleDash: true })).toEqual({ name: "a" });
  });

  it("are refused when they are unknown or lack their value", () => {
    const parse = (argv: string[], singleDash: boolean) => () => parseFlags(argv, flags, { singleDash });
    expect(parse(["--bogus=1"], true)).toThrow("flag provided but not defined: -bogus");
    expect(parse(["--bogus"], false)).toThrow("Found argument '--bogus' which wasn't expected");
    expect(parse(["--name"], true)).toThrow(FlagError);
    expect(parse(["stray"], false)).toThrow("'stray' is not a flag");
  });
});
