import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createOperatorLog } from "@eval/operator-db";
import { openStore } from "@eval/store";
import sqlite3 from "sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInProcess } from "../testing/run-in-process.js";
import { createStage, type Stage } from "../testing/spawn-cli.js";

let stage: Stage;
const run = (...args: string[]) => runInProcess(stage.folder, args);
const put = (file: string, text: string) => writeFile(join(stage.folder, file), text);

beforeAll(async () => {
  stage = await createStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

const fast = "horizon: 400ms\nhold: 100ms\nquiet: 0\nobserve: 20ms\nprobe: 20ms\n";
const faults = "subjects: [./fake.mjs]\nchaos_types:\n  - {type: node_down, params: {node: n2}}\n  - {type: blip}\n";

describe("eval run campaign", () => {
  it("records a campaign for each fault and arm, their trials on the same seeds", async () => {
    const told = 'cat "$VARIANT_FILE" > "$OUT"; sleep 600';
    const out = join(stage.folder, "told.json");
    const variants = `variants:\n  - name: idle\n    model: m-1\n    command: ${JSON.stringify(told)}\n    env: {OUT: ${out}}\nshare_user: true\n`;
    await put("all.yaml", `name: all\n${faults}include_baseline: true\ntrials_per_combination: 2\n${variants}${fast}`);
    const { code, stdout, stderr } = await run("run", "campaign", "all.yaml", "--db", "all.db");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/node_down node="n2" +command\/idle +2 of 2 +0 of 2 \(0 %\)/);
    expect(stdout).toMatch(/blip ms=200 +baseline +2 of 2 +2 of 2 \(100 %\)/);
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ name: "idle", model: "m-1" });

    await using store = await openStore(join(stage.folder, "all.db"));
    const campaigns = await store.listCampaigns();
    expect(
      campaigns.map(({ name, chaosType, baseline, variant }) => [name, chaosType, baseline, variant]).sort(),
    ).toEqual([
      ["all", "blip", false, "idle"],
      ["all", "blip", true, null],
      ["all", "node_down", false, "idle"],
      ["all", "node_down", true, null],
    ]);
    const trials = await store.listTrials();
    const seedsOf = (chaosType: string, baseline: boolean) =>
      trials
        .filter((trial) => trial.chaosType === chaosType && trial.baseline === baseline)
        .map(({ seed }) => seed)
        .sort();
    for (const chaosType of ["node_down", "blip"]) {
      expect(seedsOf(chaosType, true)).toHaveLength(2);
      expect(seedsOf(chaosType, true)).toEqual(seedsOf(chaosType, false));
    }
    expect(await store.remainingClusters()).toEqual([]);
  });

  it("goes on where it ended: skips what has a verdict, repeats what has none, takes in what is new", async () => {
    const text = (types: string, trials: number) =>
      `name: on\nsubjects: [./fake.mjs]\nchaos_types: [${types}]\ninclude_baseline: true\ntrials_per_combination: ${trials}\nmin_valid: 0\n${fast}`;
    const args = ["run", "campaign", "on.yaml", "--db", "on.db", "--json"];
    await put("on.yaml", text("{type: blip}, {type: dud}", 1));
    const first = await run(...args);
    expect(JSON.parse(first.stdout)).toMatchObject({ skipped: 0, trialCount: 2, exitCode: 0 });

    await put("on.yaml", text("{type: blip}, {type: dud}, {type: setting_broken}", 2));
    const second = await run(...args);
    expect(second.stderr).toContain("on: 6 trials: 1 ended validly before and is skipped, 5 to run, 1 of them again");
    const { arms } = JSON.parse(second.stdout) as {
      arms: {
        campaign: { id: number; chaosType: string };
        trials: { number: number; attempt: number; outcome: string }[];
      }[];
    };
    const of = (chaosType: string) => arms.find(({ campaign }) => campaign.chaosType === chaosType)!;
    expect(of("blip").trials.map(({ number, attempt }) => [number, attempt])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    // Its first attempt is kept, and no longer counts.
    expect(
      of("dud")
        .trials.map(({ attempt }) => attempt)
        .sort(),
    ).toEqual([1, 2]);
    await using store = await openStore(join(stage.folder, "on.db"));
    expect(await store.listTrials({ campaignId: of("dud").campaign.id })).toHaveLength(3);
    expect(await store.getCampaign(of("blip").campaign.id)).toMatchObject({ trialCount: 2 });
    expect(await store.listCampaigns()).toHaveLength(3);

    const fresh = await run(...args, "--fresh");
    expect(JSON.parse(fresh.stdout)).toMatchObject({ skipped: 0, trialCount: 6 });
    expect(await store.listCampaigns()).toHaveLength(6);
  });

  it("is interrupted in order, and goes on from there", async () => {
    const settings = `include_baseline: true\norder: as_written\n${fast.replace("400ms", "10m")}`;
    await put(
      "cut.yaml",
      `name: cut\nsubjects: [./fake.mjs]\nchaos_types: [{type: blip}, {type: node_down}]\n${settings}`,
    );
    const args = ["run", "campaign", "cut.yaml", "--db", "cut.db"];
    const interrupted = stage.start(...args);
    await interrupted.stderrHas("trial 2 of 2: node_down, baseline, repetition 1");
    interrupted.child.kill("SIGINT");
    const { code, stdout } = await interrupted.finished;
    expect(code).toBe(130);
    expect(stdout).toContain("1 of 2 trials have no verdict. To run those:\n  npx opseval run campaign cut.yaml");
    const again = stage.start(...args);
    await again.stderrHas("trial 1 of 1: node_down, baseline, repetition 1, attempt 2");
    again.child.kill("SIGINT");
    expect((await again.finished).code).toBe(130);
    await using store = await openStore(join(stage.folder, "cut.db"));
    expect((await store.listTrials()).map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ["success", 1],
      ["aborted", 1],
      ["aborted", 2],
    ]);
    expect(await store.remainingClusters()).toEqual([]);
  });

  it("runs on several clusters at once, in the same order and with the same seeds as on one", async () => {
    const text = (parallel: number) =>
      `name: wide\nseed: s\nmin_valid: 0\n${faults}include_baseline: true\ntrials_per_combination: 3\nparallel: ${parallel}\n${fast}`;
    const begun: string[][] = [];
    for (const parallel of [1, 3]) {
      await put("wide.yaml", text(parallel));
      const { code, stderr } = await run("run", "campaign", "wide.yaml", "--db", `wide-${parallel}.db`);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      begun.push(stderr.match(/^trial \d of 6: .*$/gm) ?? []);
    }
    expect(begun[1]).toEqual(begun[0]);
    await using one = await openStore(join(stage.folder, "wide-1.db"));
    await using three = await openStore(join(stage.folder, "wide-3.db"));
    const [alone, together] = [await one.listTrials(), await three.listTrials()];
    const asked = ({ chaosType, seed }: (typeof alone)[number]) => `${chaosType} ${seed}`;
    expect(together.map(asked).sort()).toEqual(alone.map(asked).sort());
    // On a machine that has much to do a trial may end before its plan.
    const plans = new Map(alone.map((trial) => [asked(trial), trial.planDigest]));
    const planned = together.filter((trial) => trial.planDigest !== null && plans.get(asked(trial)) !== null);
    for (const trial of planned) expect(trial.planDigest).toBe(plans.get(asked(trial)));
    expect(new Set(alone.map(({ clusterId }) => clusterId)).size).toBe(1);
    expect(new Set(together.map(({ clusterId }) => clusterId)).size).toBe(3);
    expect(await three.listCampaigns()).toHaveLength(2);
    expect((await three.getCampaign(1))?.config).toMatchObject({ parallel: 3 });
    expect(await three.remainingClusters()).toEqual([]);
  });

  it("ends all of its clusters when it is interrupted", async () => {
    const slow = fast.replace("400ms", "10m");
    await put(
      "cut-all.yaml",
      `name: cut\nsubjects: [./fake.mjs]\nchaos_types: [{type: node_down}]\ninclude_baseline: true\ntrials_per_combination: 5\nparallel: 3\n${slow}`,
    );
    const running = stage.start("run", "campaign", "cut-all.yaml", "--db", "cut-all.db");
    await Promise.all([1, 2, 3].map((trial) => running.stderrHas(`cut ${trial}/5`)));
    running.child.kill("SIGINT");
    expect((await running.finished).code).toBe(130);
    await using store = await openStore(join(stage.folder, "cut-all.db"));
    expect((await store.listTrials()).map(({ outcome }) => outcome)).toEqual(["aborted", "aborted", "aborted"]);
    expect(await store.remainingClusters()).toEqual([]);
  });

  it("exits with 5 when too few trials of an arm were valid, and says how to run them again", async () => {
    await put(
      "dud.yaml",
      `name: dud\nsubjects: [./fake.mjs]\nchaos_types: [{type: dud}]\ninclude_baseline: true\n${fast}`,
    );
    const { code, stdout } = await run("run", "campaign", "dud.yaml", "--db", "dud.db");
    expect(code).toBe(5);
    expect(stdout).toContain("not valid: chaos_no_effect\n");
    expect(stdout).toContain("npx opseval run campaign dud.yaml --db dud.db\n");
  });

  it("writes the variant to the trial's own ticket of an operator that runs already", async () => {
    const operatorDb = join(stage.folder, "op.db");
    await using log = await createOperatorLog(operatorDb);
    const problem = { key: "node_down:n2", invariant: "node_down", target: "n2", message: "m", severity: "critical" };
    const old = await log.openTicket(problem);
    await log.resolveTicket(old);
    const variants =
      "variants:\n  - {name: small, model: m-1, tools_config: {enabled_tools: [shell]}}\noperator_db: op.db\n";
    const slow = fast.replace("400ms", "5s");
    await put(
      "live.yaml",
      `name: live\nsubjects: [./fake.mjs]\nchaos_types: [{type: node_down, params: {node: n2}}]\n${variants}${slow}`,
    );
    const running = stage.start("run", "campaign", "live.yaml", "--db", "live.db");
    await running.stderrHas("cluster degraded");
    const own = await log.openTicket(problem);
    const other = await log.openTicket({ ...problem, key: "disk:n3", invariant: "disk", target: "n3" });
    const { code, stderr } = await running.finished;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    await log.close();
    expect(await select(operatorDb, "SELECT id, variant_model, variant_tools_config FROM tickets ORDER BY id")).toEqual(
      [
        { id: old, variant_model: null, variant_tools_config: null },
        { id: own, variant_model: "m-1", variant_tools_config: '{"enabled_tools":["shell"]}' },
        { id: other, variant_model: null, variant_tools_config: null },
      ],
    );
  });

  it("makes nothing for a file that is wrong, and runs nothing when dry", async () => {
    await put("bad.yaml", `name: bad\n${faults}include_baselin: true\n`);
    const { code, stderr } = await run("run", "campaign", "bad.yaml", "--db", "none.db");
    expect(code).toBe(2);
    expect(stderr).toContain(
      "error campaign_invalid: bad.yaml:6:1: unknown key include_baselin; did you mean include_baseline?\n",
    );
    await put("good.yaml", `name: good\n${faults}include_baseline: true\noperator: restart\n`);
    const dry = await run("run", "campaign", "good.yaml", "--dry-run", "--db", "none.db");
    expect(dry).toEqual(await run("validate", "good.yaml"));
    expect(dry.stdout).toContain("good: 4 trials, seed good, in random order\n");
    await expect(access(join(stage.folder, "none.db"))).rejects.toThrow("ENOENT");
  });
});

function select(path: string, sql: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path, sqlite3.OPEN_READONLY);
    database.all(sql, (error, rows) => database.close(() => (error ? reject(error) : resolve(rows))));
  });
}
