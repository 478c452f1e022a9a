import { cp, mkdtemp, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { openStore } from "@eval/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStage, fast, type Stage } from "./testing/spawn-cli.js";

const fake = ["--plugin", "./fake.mjs"];
let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

describe("the command line", () => {
  it("shows its commands", async () => {
    const { code, stdout, stderr } = await stage.run("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const command of ["run", "list", "show", "chaos", "doctor", "sweep", "completion"]) {
      expect(stdout).toContain(`npx eval ${command}`);
    }
  });

  it("shows help on standard error, and fails, when no command is given", async () => {
    const { code, stdout, stderr } = await stage.run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Commands:");
  });

  it("names the nearest command and option", async () => {
    expect(await stage.run("lst")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error usage_invalid: unknown command lst; did you mean list?\nhint: See `npx eval --help`.\n",
    });
    expect(await stage.run("run", "--baseline", "--horizn", "5s")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error usage_invalid: unknown option --horizn; did you mean --horizon?\nhint: See `npx eval run --help`.\n",
    });
  });

  it("refuses arguments it has no use for, values that are missing, and a campaign that is not named", async () => {
    expect((await stage.run("list", "more")).stderr).toContain("error usage_invalid: unexpected more\n");
    expect((await stage.run("list", "--db")).code).toBe(2);
    expect((await stage.run("show")).code).toBe(2);
  });

  it("prints a completion script that names the program people can call", async () => {
    const { code, stdout } = await stage.run("completion");
    expect(code).toBe(0);
    expect(stdout).toContain("complete -o bashdefault -o default -F _opseval_yargs_completions opseval");
    expect((await stage.run("--get-yargs-completions", "opseval", "run", "--operator-")).stdout).toContain(
      "--operator-db\n",
    );
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
});

describe("eval chaos", () => {
  it("lists chaos types, and shows one", async () => {
    expect((await stage.run("chaos", ...fake)).stdout).toContain("One node goes down and stays down");
    expect((await stage.run("chaos", "node_down", ...fake)).stdout).toContain('"n1" or "n2" or "n3"');
  });

  it("names the nearest chaos type", async () => {
    const { code, stderr } = await stage.run("chaos", "nod_down", ...fake);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error chaos_unknown: fake has no chaos type nod_down; did you mean node_down?\n" +
        "hint: List them with `npx eval chaos --plugin NAME`.\n",
    );
  });
});

describe("eval run", () => {
  it("refuses what the subject does not know, before anything is created", async () => {
    const run = (...args: string[]) => stage.run("run", ...fake, "--baseline", "--db", "refused.db", ...args);
    expect((await run("--chaos", "nod_down")).stderr).toContain("error chaos_unknown");
    expect((await run("--chaos", "node_down", "--param", "nod=n1")).stderr).toContain("did you mean node?");
    expect((await run("--chaos", "blip", "--param", "ms=soon")).stderr).toContain("error params_invalid: ms: ");
    expect((await run("--chaos", "blip", "--option", "size=4")).stderr).toContain("error options_invalid: size: ");
    expect((await run()).stderr).toContain("hint: fake has node_down, setting_broken");
    const missing = await stage.run("run", "--plugin", "@eval/no-such", "--chaos", "x", "--baseline");
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("npm install @eval/no-such") });
    expect((await stage.run("list", "--db", "refused.db")).stderr).toContain("There is no database");
  });

  it("runs trials, prints a table, and says where they are and how to see more", async () => {
    const args = ["run", ...fake, "--chaos", "blip", "--param", "ms=100", "--baseline", "--trials", "2", "--seed", "s"];
    const { code, stdout, stderr } = await stage.run(...args, ...fast, "--horizon", "5s", "--db", "run.db");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +1 +success /m);
    expect(stdout).toContain("2 of 2 valid; success 2 of 2 (100 %)\n");
    expect(stdout).toContain("Stored as campaign 1 in run.db");
    expect(stdout).toContain("npx eval show 1 --trial 2 --db run.db");
    expect(stderr).toContain("fault in force");
    await using store = await openStore(join(stage.folder, "run.db"));
    expect(await store.getCampaign(1)).toMatchObject({ seed: "s", baseline: true, config: { params: { ms: 100 } } });
    expect((await store.listTrials()).map(({ seed }) => seed)).toEqual(["s#1", "s#2"]);
  });

  it("exits with 0 whatever the outcomes, and with 5 when too few trials are valid", async () => {
    const run = (chaos: string, ...more: string[]) =>
      stage.run(
        "run",
        ...fake,
        "--chaos",
        chaos,
        "--baseline",
        "--json",
        ...fast,
        "--horizon",
        "500ms",
        "--db",
        "codes.db",
        ...more,
      );
    const timeout = await run("node_down");
    expect(timeout.code).toBe(0);
    expect(JSON.parse(timeout.stdout)).toMatchObject({ trials: [{ outcome: "timeout" }], exitCode: 0 });
    const invalid = await run("dud");
    expect(invalid.code).toBe(5);
    expect(JSON.parse(invalid.stdout)).toMatchObject({ trials: [{ outcomeCode: "chaos_no_effect" }], exitCode: 5 });
    expect((await run("dud", "--min-valid", "0")).code).toBe(0);
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
    expect((await stage.run("sweep", "--db", "killed.db")).stdout).toBe("Nothing to clean up.\n");
  });

  it("leaves the trial of a run that is alive alone", async () => {
    const args = ["run", ...fake, "--chaos", "node_down", "--baseline", ...fast, "--db", "alive.db"];
    const alive = stage.start(...args, "--horizon", "10m");
    await alive.stderrHas("cluster degraded");
    const swept = await stage.run("sweep", "--force", "--db", "alive.db");
    expect(swept.stdout).toBe("0 cleaned up, 1 left alone, 0 failed.\n");
    alive.child.kill("SIGTERM");
    expect((await alive.finished).code).toBe(130);
  });
});

describe("eval list and eval show", () => {
  it("find nothing in an empty database, and say when there is none", async () => {
    await (await openStore(join(stage.folder, "empty.db"))).close();
    expect(await stage.run("list", "--db", "empty.db")).toMatchObject({
      code: 0,
      stdout: "There are no campaigns in empty.db yet.\n",
    });
    expect(await stage.run("list", "--db", "none.db")).toMatchObject({ code: 2, stdout: "" });
    expect(await stage.run("show", "7", "--db", "empty.db")).toMatchObject({
      code: 2,
      stderr: "error trial_not_found: there is no campaign 7 in empty.db\nhint: List campaigns with `npx eval list`.\n",
    });
    expect((await stage.run("show", "seven", "--db", "empty.db")).code).toBe(2);
  });

  it("page through campaigns", async () => {
    const path = join(stage.folder, "many.db");
    await using store = await openStore(path);
    for (let index = 0; index < 3; index++) {
      await store.insertCampaign({
        subject: "fake",
        chaosType: "node_down",
        trialCount: 1,
        baseline: true,
        createdAt: "2026-01-01T00:00:00.000Z",
      });
    }
    const first = await stage.run("list", "--db", "many.db", "--limit", "2", "--json");
    const { campaigns, more } = JSON.parse(first.stdout) as { campaigns: { id: number }[]; more: boolean };
    expect([campaigns.map(({ id }) => id), more]).toEqual([[3, 2], true]);
    const rest = await stage.run("list", "--db", "many.db", "--limit", "2", "--offset", "2", "--json");
    expect(JSON.parse(rest.stdout)).toMatchObject({ campaigns: [{ id: 1 }], more: false });
    const missing = await stage.run("show", "1", "--trial", "1", "--db", "many.db");
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("campaign 1 has no trial 1") });
  });
});
