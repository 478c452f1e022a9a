import process from "node:process";
import { describe, expect, it } from "vitest";
import { belongsTo } from "./cluster-processes.js";
import { layoutOf } from "./layout.js";
import { findProcess, listProcesses, parsePsLine, type ProcessEntry } from "./process-table.js";

describe("the process table", () => {
  it("holds this process with its uid, folder and arguments", async () => {
    const self = await findProcess(process.pid);
    expect(self).toMatchObject({ pid: process.pid, parent: process.ppid, uid: process.getuid?.() });
    const [same] = (await listProcesses(() => true)).filter(({ pid }) => pid === process.pid);
    expect(same?.started).toBe(self?.started);
  });

  it("does not hold a pid that nobody has", async () => {
    expect(await findProcess(2 ** 22 + 1)).toBeUndefined();
  });

  it("reads what ps prints where there is no /proc", () => {
    expect(
      parsePsLine("  712     1   501 Ss   Mon Nov 23 01:02:03 2026     /opt/bin/postgres -D /tmp/pg-a/data/n1"),
    ).toEqual({
      pid: 712,
      parent: 1,
      uid: 501,
      state: "S",
      started: "Mon Nov 23 01:02:03 2026",
      arguments: ["/opt/bin/postgres", "-D", "/tmp/pg-a/data/n1"],
    });
    expect(parsePsLine("nonsense")).toBeUndefined();
  });
});

describe("what belongs to a cluster", () => {
  const layout = layoutOf("/tmp/pg-a");
  const entry = (words: string[], folder?: string): ProcessEntry => ({
    pid: 1,
    parent: 1,
    state: "S",
    started: "1",
    uid: 1,
    arguments: words,
    ...(folder === undefined ? {} : { folder }),
  });

  it.each<[string, ProcessEntry]>([
    ["a postmaster", entry(["/x/bin/postgres", "-D", "/tmp/pg-a/data/n1"])],
    ["a backend, by its folder", entry(["postgres: n1: walwriter"], "/tmp/pg-a/data/n1")],
    ["initdb at work", entry(["/x/bin/initdb", "-D", "/tmp/pg-a.setup/data"])],
    ["the supervisor", entry(["pg-supervisor /tmp/pg-a/run"])],
    ["the supervisor before it has a title", entry(["/usr/bin/node", "/x/main.js", "/tmp/pg-a/run"])],
    ["a held client", entry(["batch-report /tmp/pg-a/run"])],
  ])("is %s", (_, entryOf) => {
    expect(belongsTo(entryOf, layout)).toBe(true);
  });

  it.each<[string, ProcessEntry]>([
    ["a shell that stands in its folder", entry(["bash"], "/tmp/pg-a/data/n1")],
    ["somebody who reads its log", entry(["tail", "-f", "/tmp/pg-a/log/n1.log"])],
    [
      "its administration command",
      entry(["node", "/tmp/pg-a/bin/eval-postgres.mjs", "--cluster", "/tmp/pg-a", "status"]),
    ],
    ["another cluster's server", entry(["/x/bin/postgres", "-D", "/tmp/pg-ab/data/n1"], "/tmp/pg-ab/data/n1")],
    ["a server of somebody else", entry(["/usr/lib/postgres", "-D", "/var/lib/postgres"], "/var/lib/postgres")],
  ])("is not %s", (_, entryOf) => {
    expect(belongsTo(entryOf, layout)).toBe(false);
  });
});
