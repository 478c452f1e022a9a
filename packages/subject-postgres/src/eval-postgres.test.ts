import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRoot, TestCluster } from "./cluster.test.fixture.js";
import { runProgram } from "./run-program.test.fixture.js";

/** Another user, of the cluster's group: what an operator is where the harness runs as root. */
const operator = isRoot ? { uid: 61001, gid: 60432 } : {};

describe("the administration command", () => {
  let made: TestCluster;
  beforeAll(async () => {
    made = await TestCluster.create();
  });
  afterAll(async () => {
    await made[Symbol.asyncDispose]();
  });

  const admin = async (...args: string[]) => await runProgram(made.cluster.layout.admin, args, operator);

  it("prints every node with process, role and replication", async () => {
    const { code, stdout } = await admin("status");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^n1\s+\| \d+\s+\| running \(\d+\)\s+\| primary/m);
    expect(stdout).toMatch(/^n3\s+\|.*\| standby \| streaming, quorum/m);
  });

  it("stops and starts a node", async () => {
    expect(await admin("stop", "n2")).toMatchObject({ code: 0, stdout: "n2 stopped\n" });
    await made.untilProblem("node_down:n2");
    expect(await admin("start", "n2")).toMatchObject({ code: 0, stdout: "n2 started\n" });
    expect(await admin("start", "n2")).toMatchObject({ code: 0, stdout: "n2 is already running\n" });
    await made.untilHealthy();
  });

  it("runs several statements in one session and prints their rows", async () => {
    const { code, stdout } = await admin(
      "sql",
      "n1",
      "SET work_mem = '3MB'",
      "SHOW work_mem",
      "SELECT NULL AS a, 'x' AS b",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("work_mem\n--------\n3MB\n(1 row)");
    expect(stdout).toContain("a | b\n--+--\n  | x\n(1 row)");
  });

  it("exits with 1 and says why when SQL fails", async () => {
    const { code, stderr } = await admin("sql", "n2", "CREATE TABLE x ()");
    expect(code).toBe(1);
    expect(stderr).toContain("read-only transaction (25006)");
  });

  it("ends a statement that takes too long", async () => {
    const { code, stderr } = await admin("--timeout", "0.5", "sql", "n1", "SELECT pg_sleep(30)");
    expect(code).toBe(1);
    expect(stderr).toMatch(/timeout|longer than/);
  });

  it("shows no more than a thousand rows of a long result", async () => {
    const { stdout } = await admin("sql", "n1", "SELECT * FROM generate_series(1, 1500)");
    expect(stdout).toContain("(1500 rows, 1000 shown)");
    expect(stdout.split("\n").length).toBeLessThan(1010);
  });

  it("refuses what it does not know with exit code 2, and a node there is not with 1", async () => {
    expect(await admin("reboot", "n1")).toMatchObject({ code: 2, stdout: "" });
    expect((await admin("restart")).stderr).toContain("Usage: eval-postgres restart NODE");
    expect(await admin("restart", "n9")).toMatchObject({ code: 1, stderr: "no such node: n9; there are n1, n2, n3\n" });
    expect((await admin("rebuild", "n1")).stderr).toContain("no other primary is running");
    expect((await admin("restart", "n1", "gently")).stderr).toContain("smart, fast, immediate");
  });

  it("lets an operator edit a node's configuration and apply it", async () => {
    const file = `${made.cluster.layout.config("n1")}/postgresql.conf`;
    const edit = await runProgram("sed", ["-i", "s/^deadlock_timeout.*/deadlock_timeout = 700ms/", file], operator);
    expect(edit).toMatchObject({ code: 0, stderr: "" });
    expect((await admin("reload", "n1")).code).toBe(0);
    await expect.poll(async () => (await admin("sql", "n1", "SHOW deadlock_timeout")).stdout).toContain("700ms");
    await made.untilHealthy();
  });

  it("prints the log", async () => {
    const { stdout } = await admin("logs", "n1", "5");
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(5);
    expect(stdout).toMatch(/LOG:|ERROR:|STATEMENT:/);
  });

  it("works for every command line of the briefing that takes nothing but a node", async () => {
    const { commands } = await made.cluster.briefing();
    for (const purpose of ["status", "restart", "reload", "resume", "logs", "help"]) {
      const line = commands[purpose]?.command.replaceAll("{node}", "n3") ?? "false";
      expect(line.startsWith("/")).toBe(true);
      expect(await runProgram("/bin/sh", ["-c", line], operator)).toMatchObject({ code: 0, stderr: "" });
    }
    await made.untilHealthy();
  });

  it("is the same program under the package's own name", async () => {
    const bin = fileURLToPath(new URL("../bin/eval-postgres.js", import.meta.url));
    const { code, stdout } = await runProgram(process.execPath, [
      bin,
      "--cluster",
      made.cluster.layout.folder,
      "status",
    ]);
    expect({ code, hasPrimary: stdout.includes("primary") }).toEqual({ code: 0, hasPrimary: true });
    expect((await runProgram(process.execPath, [bin, "status"])).code).toBe(2);
  });

  it("speaks of nothing but the cluster in what it shows", async () => {
    const briefing = JSON.stringify(await made.cluster.briefing());
    const { stdout } = await admin("--help");
    const ps = await runProgram("ps", ["axww", "-o", "args"]);
    const processes = ps.stdout.split("\n").filter((line) => line.includes(made.cluster.layout.folder));
    const copied = readFileSync(`${made.cluster.layout.admin}.mjs`, "utf8");
    for (const text of [briefing, stdout, copied, processes.join("\n")]) {
      expect(text.replaceAll("eval-postgres", "")).not.toMatch(
        /chaos|fault|inject|trial|harness|subject|node_kill|lock_pileup/i,
      );
    }
  });
});
