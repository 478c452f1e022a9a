import { expect, test } from "vitest";
import { membersOf } from "./containment.js";
import type { ProcessEntry } from "./process-table.js";

const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  group: pid,
  session: pid,
  startTime: "5",
  uids: [1000, 1000, 1000, 1000],
  command: "x",
  ...more,
});

const contained = { pid: 4_000_100, startTime: "5", uid: null, marker: "OPERATOR_RUN=none" };

const pids = async (table: ProcessEntry[], more: Partial<typeof contained> | { uid: number } = {}) =>
  (await membersOf(table, { ...contained, ...more })).map(({ pid }) => pid);

test("the leader's group and session belong to the operator, with or without the leader", async () => {
  const table = [
    entry(4_000_101, { group: 4_000_100, session: 4_000_100 }),
    entry(4_000_102, { session: 4_000_100 }),
    entry(4_000_103),
  ];
  expect(await pids(table)).toEqual([4_000_101, 4_000_102]);
  expect(await pids([entry(4_000_100), ...table])).toEqual([4_000_100, 4_000_101, 4_000_102]);
});

test("a stranger that was given the leader's pid later is left alone, and so is its group", async () => {
  const stranger = entry(4_000_100, { startTime: "9" });
  expect(await pids([stranger, entry(4_000_104, { group: 4_000_100 })])).toEqual([]);
});

test("whatever has the operator's uid in any of its four roles belongs to it", async () => {
  const table = [
    entry(4_000_105, { uids: [61_000, 61_000, 61_000, 61_000] }),
    entry(4_000_106, { uids: [61_000, 0, 0, 0] }),
    entry(4_000_107, { uids: [61_001, 61_001, 61_001, 61_001] }),
  ];
  expect(await pids(table, { uid: 61_000 })).toEqual([4_000_105, 4_000_106]);
});
