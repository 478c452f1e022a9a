import { cp, mkdtemp, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { openStore } from "@eval/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStage, fast, type Stage } from "./testing/spawn-cli.js";

/** The real program, as its users start it; what can be seen without a process is tested in commands.test.ts. */
const fake = ["--plugin", "./fake.mjs"];
let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

it("shows its commands", async () => {
  const { code, stdout, stderr } = await stage.run("--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const command of ["run", "list", "show", "chaos", "doctor", "sweep", "completion"]) {
    expect(stdout).toContain(`npx opseval ${command}`);
  }
});

it("refuses an unknown option, naming the nearest, and exits with 2", async () => {
  expect(await stage.run("run", "--baseline", "--horizn", "5s")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "error usage_invalid: unknown option --horizn; did you mean --horizon?\nhint: See `npx opseval run --help`.\n",
  });
});

it("refuses an unknown chaos type, naming the nearest, and exits with 2", async () => {
  expect(await stage.run("run", ...fake, "--chaos", "nod_down", "--baseline")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "error chaos_unknown: fake has no chaos type nod_down; did you mean node_down?\n" +
      "hint: List them with `npx opseval chaos --plugin NAME`.\n",
  });
});

it("prints a completion script that names the program people can call, and completes", async () => {
  const { code, stdout } = await stage.run("completion");
  expect(code).toBe(0);
  expect(stdout).toContain("complete -o bashdefault -o default -F _opseval_yargs_completions opseval");
  const completed = await stage.run("--get-yargs-completions", "opseval", "run", "--operator-");
  expect(completed.stdout).toContain("--operator-db\n");
});

it("lists nothing of an empty database, and does not find what is not there", async () => {
  await (await openStore(join(stage.folder, "empty.db"))).close();
  expect(await stage.run("list", "--db", "empty.db")).toEqual({
    code: 0,
    stdout: "There are no campaigns in empty.db yet.\n",
    stderr: "",
  });
  expect(await stage.run("show", "7", "--trial", "1", "--db", "empty.db")).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "error trial_not_found: there is no campaign 7 in empty.db\nhint: List campaigns with `npx opseval list`.\n",
  });
});

it("says what to do in a clone that has not been built", async () => {
  const folder = await mkdtemp(join(tmpdir(), "unbuilt-"));
  try {
    await cp(fileURLToPath(new URL("../bin", import.meta.url)), join(folder, "bin"), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(folder, "bin", "eval.js")], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain("npm run build");
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("eval run", () => {
  it("runs trials, and keeps its progress out of its results", async () => {
    const args = ["run", ...fake, "--chaos", "node_down", "--baseline", "--json", ...fast, "--horizon", "500ms"];
    const { code, stdout, stderr } = await stage.run(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ trials: [{ outcome: "timeout" }], exitCode: 0 });
    expect(stderr).toContain("fault in force");
  });

  it("exits with 5 when too few trials are valid", async () => {
    const args = ["run", ...fake, "--chaos", "dud", "--baseline", ...fast, "--horizon", "500ms"];
    const { code, stdout } = await stage.run(...args);
    expect(code).toBe(5);
    expect(stdout).toContain("not valid: chaos_no_effect\n");
  });

  it("ends in order when it is interrupted: cleans, records, destroys, exits with 130", async () => {
    const args = ["run", ...fake, "--chaos", "node_down", "--baseline", ...fast, "--horizon", "10m"];
    const run = stage.start(...args, "--trials", "3", "--json", "--db", "stopped.db");
    await run.stderrHas("cluster degraded");
    run.child.kill("SIGINT");
    const { code, stdout, stderr } = await run.finished;
    expect(code).toBe(130);
    expect(stderr).toContain("interrupted: cleaning up");
    expect(JSON.parse(stdout)).toMatchObject({ interrupted: true, trials: [{ outcome: "aborted" }] });
    await using store = await openStore(join(stage.folder, "stopped.db"));
    const types = (await store.getEvents(1)).map(({ type }) => type);
    const end = ["trial.aborted", "chaos.cleaning", "chaos.cleaned", "trial.ended", "cluster.destroyed"];
    expect(types.filter((type) => end.includes(type))).toEqual(end);
    expect(await store.remainingClusters()).toEqual([]);
  });

  it("settles what a killed run left before it begins", async () => {
    const args = ["run", ...fake, "--chaos", "node_down", "--baseline", ...fast, "--db", "killed.db"];
    const killed = stage.start(...args, "--horizon", "10m");
    await killed.stderrHas("cluster degraded");
    killed.child.kill("SIGKILL");
    await killed.finished;
    const { code, stderr } = await stage.run(...args, "--horizon", "500ms");
    expect(code).toBe(0);
    expect(stderr).toContain("trial 1 of campaign 1 was left by a run that died: cleaned up");
    const shown = await stage.run("show", "1", "--db", "killed.db");
    expect(shown.stdout).toContain("invalid (harness_died)");
  });

  it("leaves the trial of a run that is alive alone", async () => {
    const args = ["run", ...fake, "--chaos", "node_down", "--baseline", ...fast, "--db", "alive.db"];
    const alive = stage.start(...args, "--horizon", "10m");
    await alive.stderrHas("cluster degraded");
    const swept = await stage.run("sweep", "--force", "--db", "alive.db");
    expect(swept.stdout).toMatch(/^left alone: trial 1 of campaign 1, cluster \w+: its run is alive, process \d+\n0 /);
    expect(swept.stdout).toContain("0 cleaned up, 1 left alone, 0 failed.\n");
    alive.child.kill("SIGTERM");
    expect((await alive.finished).code).toBe(130);
  });
});
