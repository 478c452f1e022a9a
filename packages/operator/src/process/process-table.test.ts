import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { expect, test } from "vitest";
import { until } from "../testing/within.js";
import { isAlive } from "../testing/scratch.js";
import { parseStat, readProcessTable } from "./process-table.js";

test("a name with parentheses and spaces does not shift the fields", () => {
  const after = "S 1 4711 4712 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200";
  expect(parseStat(`42 (a) b) (c) ${after}`)).toEqual({
    name: "a) b) (c",
    state: "S",
    group: 4711,
    session: 4712,
    startTime: "987654",
  });
});

test("the table holds this process with its user", async () => {
  const table = await readProcessTable();
  const own = table?.find((entry) => entry.pid === process.pid);
  expect(own?.uids).toContain(process.getuid!());
});

test("a zombie counts as gone", async () => {
  // The shell becomes a program that never waits for the child it has.
  const parent = spawn("/bin/sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [first] = (await once(parent.stdout, "data")) as [Buffer];
    const zombie = Number(first.toString());
    await until(async () => !(await isAlive(zombie)));
    expect(() => process.kill(zombie, 0)).not.toThrow();
  } finally {
    parent.kill("SIGKILL");
    await once(parent, "exit");
  }
});
