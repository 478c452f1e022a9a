import { describe, expect, it } from "vitest";
import { commandLine } from "./command-line.js";
import { formatDuration } from "./duration.js";
import { printable, printableLine } from "./printable.js";
import { probeStrip } from "./probe-strip.js";
import { stateDifference } from "./state-difference.js";
import { formatTable } from "./table.js";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [12_340, "12.3 s"],
    [59_960, "1 min 00 s"],
    [125_000, "2 min 05 s"],
    [3_720_000, "1 h 02 min"],
    [-1_500, "-1.5 s"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("printable", () => {
  it("takes away everything by which text could act on a terminal", () => {
    const text = "a\u001B[2Kb\u001B]0;title\u0007c\u001B]8;;http://x\u001B\\d\u009B31me\rf\u0000g\u202Eh\u001Bi";
    expect(printable(text)).toBe("abcd31mefghi");
  });

  it("keeps line breaks and tabs, and letters of every language", () => {
    expect(printable("eins\n\tzwei\r\ndrei – 四")).toBe("eins\n\tzwei\ndrei – 四");
  });

  it("makes one line of several, and shortens it", () => {
    expect(printableLine("  one\n  two ")).toBe("one two");
    expect(printableLine("0123456789", 5)).toBe("0123…");
  });
});

describe("commandLine", () => {
  it("quotes what a shell would take apart", () => {
    expect(commandLine("npx opseval", ["show", "3", "--db", "my file.db"])).toBe(
      "npx opseval show 3 --db 'my file.db'",
    );
    expect(commandLine("npx opseval", ["--db", "it's"])).toBe("npx opseval --db 'it'\\''s'");
  });
});

describe("formatTable", () => {
  it("aligns columns and leaves no space at the ends of lines", () => {
    const rows = [
      { name: "a", count: 1 },
      { name: "longer", count: 12 },
    ];
    const table = formatTable(rows, [
      { title: "name", cell: ({ name }) => name },
      { title: "n", cell: ({ count }) => String(count), align: "right" },
      { title: "", cell: () => "" },
    ]);
    expect(table).toMatchInlineSnapshot(`
      "name     n
      a        1
      longer  12
      "
    `);
  });
});

describe("stateDifference", () => {
  it("names each place that changed, appeared or went away", () => {
    const before = { nodes: { n1: { role: "primary" }, n2: { role: "standby" } }, rows: 3, same: [1, 2] };
    const after = { nodes: { n1: { role: "primary" }, n3: { role: "standby" } }, rows: 4, same: [1, 2] };
    expect(stateDifference(before, after)).toEqual([
      { path: "nodes.n2", before: { role: "standby" }, after: undefined },
      { path: "nodes.n3", before: undefined, after: { role: "standby" } },
      { path: "rows", before: 3, after: 4 },
    ]);
  });

  it("compares lists by the names of their items, so that order does not count", () => {
    const before = {
      stores: [
        { id: 1, up: true },
        { id: 2, up: true },
      ],
    };
    const after = {
      stores: [
        { id: 2, up: false },
        { id: 1, up: true },
      ],
    };
    expect(stateDifference(before, after)).toEqual([{ path: "stores.2.up", before: true, after: false }]);
  });

  it("compares other lists by place", () => {
    expect(stateDifference([1, 2], [1, 3, 4])).toEqual([
      { path: "1", before: 2, after: 3 },
      { path: "2", before: undefined, after: 4 },
    ]);
  });

  it("does not take a list for an object with the same keys", () => {
    expect(stateDifference({ a: ["x"] }, { a: { 0: "x" } })).toHaveLength(1);
  });
});

describe("probeStrip", () => {
  const window = (from: number, count: number, failed: number[]) => ({
    from,
    first: 1,
    last: count,
    failed,
    latencies: [],
  });

  it("shows a sign for each second, and gaps where nothing was probed", () => {
    const windows = [window(1_000, 4, []), window(2_000, 4, [1]), window(4_000, 2, [1, 2])];
    expect(probeStrip(windows, 80)).toEqual({ strip: ".+ #", bucketMs: 1_000, from: 1_000 });
  });

  it("takes several seconds together when there is no room", () => {
    const windows = [0, 1, 2, 3, 4].map((second) => window(second * 1_000, 1, second === 3 ? [1] : []));
    expect(probeStrip(windows, 3)).toEqual({ strip: ".+.", bucketMs: 2_000, from: 0 });
  });

  it("is nothing without probes", () => {
    expect(probeStrip([], 80)).toBeNull();
  });
});
