import { access } from "node:fs/promises";
import { join } from "node:path";
import { openStore } from "@eval/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInProcess } from "./testing/run-in-process.js";
import { createStage, fast, type Stage } from "./testing/spawn-cli.js";

const fake = ["--plugin", "./fake.mjs"];
let stage: Stage;
const run = (...args: string[]) => runInProcess(stage.folder, args);

beforeAll(async () => {
  stage = await createStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

describe("the command line", () => {
  it("shows help on standard error, and fails, when no command is given", async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Commands:");
  });

  it("names the nearest command", async () => {
    expect((await run("lst")).stderr).toBe(
      "error usage_invalid: unknown command lst; did you mean list?\nhint: See `npx opseval --help`.\n",
    );
  });

  it("refuses arguments it has no use for, values that are missing, and a campaign that is not named", async () => {
    expect((await run("list", "more")).stderr).toContain("error usage_invalid: unexpected more\n");
    expect((await run("list", "--db")).code).toBe(2);
    expect((await run("show")).code).toBe(2);
    expect((await run("show", "1", "--trial", "two")).stderr).toContain("two is not a whole number");
  });
});

describe("eval chaos", () => {
  it("lists chaos types and options, and shows one chaos type", async () => {
    const { stdout } = await run("chaos", ...fake);
    expect(stdout).toContain("One node goes down and stays down");
    expect(stdout).toMatch(/^ {2}size +integer, from 3, up to 3 +3$/m);
    expect((await run("chaos", "node_down", ...fake)).stdout).toContain('"n1" or "n2" or "n3"');
  });

  it("names the nearest chaos type", async () => {
    expect((await run("chaos", "nod_down", ...fake)).stderr).toContain("did you mean node_down?");
  });
});

describe("eval run", () => {
  it("refuses what cannot be, before anything is made", async () => {
    const refuse = async (...args: string[]) => {
      const { code, stdout, stderr } = await run("run", "--db", "refused.db", ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      return stderr;
    };
    const baseline = [...fake, "--baseline"];
    expect(await refuse(...baseline, "--chaos", "node_down", "--param", "nod=n1")).toContain(
      "unknown parameter nod; did you mean node?",
    );
    expect(await refuse(...baseline, "--chaos", "blip", "--option", "sice=3")).toContain(
      "unknown option sice; did you mean size?",
    );
    expect(await refuse(...baseline, "--chaos", "blip", "--param", "ms=soon")).toContain(
      'error params_invalid: ms: give a whole number, not "soon"',
    );
    expect(await refuse(...baseline, "--chaos", "blip", "--option", "size=4")).toContain(
      "error options_invalid: size: give at most 3, not 4",
    );
    expect(await refuse(...baseline)).toContain("hint: fake has node_down, setting_broken");
    expect(await refuse("--plugin", "@eval/no-such", "--chaos", "x", "--baseline")).toContain(
      "npm install @eval/no-such",
    );
    const watching = [...fake, "--chaos", "blip", "--operator-db"];
    expect(await refuse(...watching, "gone.db")).toContain("error operator_not_found");
    expect(await refuse(...watching, "fake.mjs")).toContain("error operator_db_unreadable");
    await expect(access(join(stage.folder, "refused.db"))).rejects.toThrow("ENOENT");
  });

  it("prints a table, where the trials are and how to see more", async () => {
    const args = ["run", ...fake, "--chaos", "blip", "--param", "ms=100", "--baseline", "--trials", "2", "--seed", "s"];
    const { code, stdout } = await run(...args, ...fast, "--horizon", "20s", "--db", "run.db");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^fake, blip ms=100, baseline$/m);
    expect(stdout).toMatch(/^ +1 +success /m);
    expect(stdout).toContain("2 of 2 valid; success 2 of 2 (100 %)\n");
    expect(stdout).toContain("Stored as campaign 1 in run.db");
    expect(stdout).toContain("npx opseval show 1 --trial 2 --db run.db");
    await using store = await openStore(join(stage.folder, "run.db"));
    expect(await store.getCampaign(1)).toMatchObject({ seed: "s", baseline: true, config: { params: { ms: 100 } } });
    expect((await store.listTrials()).map(({ seed }) => seed)).toEqual(["s#1", "s#2"]);
  });

  it("draws a seed where none is given, and says which", async () => {
    const { stdout, stderr } = await run("run", ...fake, "--sham", ...fast, "--horizon", "100ms", "--json");
    const { campaign } = JSON.parse(stdout) as { campaign: { seed: string; chaosType: string; arm: string } };
    expect(campaign).toMatchObject({ chaosType: "none", arm: "sham" });
    expect(stderr).toContain(`seed ${campaign.seed} `);
  });

  it("exits with 3 when a gate fails, and refuses a gate that it does not know before anything runs", async () => {
    const args = ["run", ...fake, "--chaos", "node_down", "--baseline", ...fast, "--horizon", "300ms", "--json"];
    const failed = await run(...args, "--fail-if", "success_rate < 0.5", "--db", "gates.db");
    expect(failed.code).toBe(3);
    expect(JSON.parse(failed.stdout)).toMatchObject({ gates: [{ report: { status: "failed" } }], exitCode: 3 });
    expect((await run(...args, "--fail-if", "success_rate > 0.5", "--db", "gates.db")).code).toBe(0);
    const unknown = await run(...args, "--fail-if", "success < 1", "--db", "never.db");
    expect(unknown.code).toBe(2);
    await expect(access(join(stage.folder, "never.db"))).rejects.toThrow("ENOENT");
  });

  it("judges a recovery that held beyond the horizon, and warns of a hold window that is longer", async () => {
    const times = ["--horizon", "1s", "--hold", "1200ms", "--quiet", "0", "--observe", "200ms"];
    const { code, stdout, stderr } = await run(
      ...["run", ...fake, "--chaos", "blip", "--param", "ms=100", "--baseline", ...times, "--db", "held.db", "--json"],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ trials: [{ outcome: "success" }] });
    expect(stderr).toContain("warning: hold (1.2 s) is longer than the horizon (1.0 s)");
  });

  it("lets too few valid trials pass where that is wanted", async () => {
    const args = ["run", ...fake, "--chaos", "dud", "--baseline", ...fast, "--horizon", "500ms"];
    expect((await run(...args, "--min-valid", "0")).code).toBe(0);
    expect((await run(...args, "--min-valid", "1%")).code).toBe(5);
  });
});

describe("eval list and eval show", () => {
  it("say when there is no database", async () => {
    expect((await run("list", "--db", "none.db")).stderr).toContain("There is no database");
  });

  it("page through campaigns", async () => {
    const store = await openStore(join(stage.folder, "many.db"));
    for (let index = 0; index < 3; index++) {
      await store.insertCampaign({
        subject: "fake",
        chaosType: "node_down",
        trialCount: 1,
        baseline: true,
        createdAt: "2026-01-01T00:00:00.000Z",
      });
    }
    await store.close();
    const first = await run("list", "--db", "many.db", "--limit", "2", "--json");
    const { campaigns, more } = JSON.parse(first.stdout) as { campaigns: { id: number }[]; more: boolean };
    expect([campaigns.map(({ id }) => id), more]).toEqual([[3, 2], true]);
    const rest = await run("list", "--db", "many.db", "--limit", "2", "--offset", "2", "--json");
    expect(JSON.parse(rest.stdout)).toMatchObject({ campaigns: [{ id: 1 }], more: false });
    const missing = await run("show", "1", "--trial", "1", "--db", "many.db");
    expect(missing.stderr).toContain("campaign 1 has no trial 1");
  });

  it("show trials that another program recorded without verdict or events", async () => {
    const store = await openStore(join(stage.folder, "seed.db"));
    const createdAt = "2026-01-01T00:00:00.000Z";
    const campaignId = await store.insertCampaign({
      subject: "tikv",
      chaosType: "node_kill",
      trialCount: 1,
      baseline: false,
      createdAt,
    });
    await store.insertTrial({ campaignId, startedAt: createdAt, endedAt: createdAt, finalState: { stores: [] } });
    await store.close();
    expect((await run("show", "1", "--db", "seed.db")).stdout).toContain("no verdict");
    const { stdout } = await run("show", "1", "--trial", "1", "--db", "seed.db");
    expect(stdout).toContain("trial 1 (id 1) of campaign 1");
    // Nobody recorded how it was asked for.
    expect(stdout).not.toContain("To repeat it");
  });
});
