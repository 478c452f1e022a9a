import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openStore } from "@eval/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeDatabase } from "../testing/raw-database.js";
import { runInProcess } from "../testing/run-in-process.js";
import { createStage, fast, type Stage } from "../testing/spawn-cli.js";

let stage: Stage;
const run = (...args: string[]) => runInProcess(stage.folder, args);
const replayed = async (...args: string[]) => {
  const { code, stdout, stderr } = await run("replay", ...args, "--json");
  return { code, stderr, json: JSON.parse(stdout || "null") as Record<string, unknown> & { campaignId: number } };
};
const faulty = ["run", "--plugin", "./fake.mjs", "--chaos", "node_down", "--horizon", "400ms", ...fast];

beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe("eval replay", () => {
  it("asks for the same trial again, as a campaign linked to the old one", async () => {
    await run(...faulty, "--baseline", "--trials", "2", "--seed", "s", "--name", "first", "--db", "a.db");
    const { code, json } = await replayed("first", "--trial", "2", "--db", "a.db");
    expect(code).toBe(0);
    expect(json).toMatchObject({
      kind: "replay",
      samePlan: true,
      replayOf: { campaignId: 1, trial: 2 },
      before: { number: 2, outcome: "timeout", seed: "s#2" },
      again: { number: 1, outcome: "timeout", seed: "s#2" },
    });
    await using store = await openStore(join(stage.folder, "a.db"));
    const [old, again] = [await store.getCampaign(1), await store.getCampaign(json.campaignId)];
    expect(again).toMatchObject({ name: "first", trialCount: 1, baseline: true, config: { replayOf: { trialId: 2 } } });
    expect(again?.config?.["timing"]).toEqual(old?.config?.["timing"]);
    const [before] = await store.getEvents(2);
    const [after] = await store.getEvents(3);
    const specOf = (event: typeof before) => (event?.type === "trial.started" ? event.data.spec : null);
    expect(specOf(after)).toEqual(specOf(before));
    expect(await store.remainingClusters()).toEqual([]);
    expect((await run("show", "2", "--db", "a.db")).stdout).toContain("replay of trial 2 of campaign 1\n");
    expect((await run("show", "first", "--db", "a.db")).stdout).toContain('campaign 1 "first"');
    expect((await run("show", "1", "--trial", "2", "--db", "a.db")).stdout).toContain(
      "\nTo repeat it: npx opseval replay 1 --trial 2 --db a.db\n",
    );
  });

  it("starts the same operator with its variant, and says what it cannot give it", async () => {
    const told = 'cat "$VARIANT_FILE" > "$OUT"; sleep 600';
    const out = join(stage.folder, "told.json");
    await writeFile(
      join(stage.folder, "c.yaml"),
      [
        "name: c\nsubjects: [./fake.mjs]\nchaos_types: [{type: blip}]\nshare_user: true",
        `variants:\n  - name: idle\n    model: m-7\n    command: ${JSON.stringify(told)}\n    env: {OUT: ${out}, KEY: secret}`,
        "horizon: 400ms\nhold: 100ms\nquiet: 0\nobserve: 20ms\nprobe: 20ms\n",
      ].join("\n"),
    );
    expect((await run("run", "campaign", "c.yaml", "--db", "c.db")).code).toBe(0);
    await writeFile(out, "");
    const { code, json, stderr } = await replayed("1", "--trial", "1", "--db", "c.db", "--operator-env", `OUT=${out}`);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("not the same: the operator lacks KEY, whose values are not recorded");
    expect(json["differences"]).toContainEqual(expect.stringContaining("whether the program behind it is"));
    await using store = await openStore(join(stage.folder, "c.db"));
    const again = await store.getCampaign(json.campaignId);
    expect(again).toMatchObject({ variant: "idle", config: { operatorEnv: ["OUT"], shareUser: true } });
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ name: "idle", model: "m-7" });
    // The file's own trial is done, and the repetition is not taken for it.
    const [trial, repetition] = await store.listTrials();
    expect((await store.getTrial(trial!.id))?.identity).not.toBeNull();
    expect((await store.getTrial(repetition!.id))?.identity).toBeNull();
  });

  it("prints both side by side, and shouts when the cluster gave another plan", async () => {
    await run(...faulty, "--baseline", "--seed", "s", "--db", "b.db");
    const same = await run("replay", "1", "--trial", "1", "--db", "b.db");
    expect(same.stdout).toMatch(/^outcome +timeout +timeout$/m);
    expect(same.stdout).toContain("The plan is the same");
    await changeDatabase(join(stage.folder, "b.db"), ["UPDATE trials SET plan_digest = 'other' WHERE id = 1"]);
    const other = await run("replay", "1", "--trial", "1", "--db", "b.db");
    expect(other.stdout).toContain("ANOTHER PLAN");
    expect((await run("show", "3", "--db", "b.db")).stdout).toContain(
      "replay of trial 1 of campaign 1, with another plan",
    );
  });

  it("is no baseline for others to be compared with", async () => {
    await run(...faulty, "--operator", "nop", "--seed", "s", "--db", "n.db");
    await run(...faulty, "--baseline", "--seed", "t", "--db", "n.db");
    await run("replay", "2", "--trial", "1", "--db", "n.db");
    const { stdout } = await run("compare-baseline", "1", "--db", "n.db", "--json");
    expect((JSON.parse(stdout) as { campaigns: { a: { id: number }[] } }).campaigns.a.map(({ id }) => id)).toEqual([2]);
  });

  it("says with words what cannot be repeated", async () => {
    await using store = await openStore(join(stage.folder, "f.db"));
    const id = await store.insertCampaign({
      subject: "fake",
      chaosType: "x",
      trialCount: 1,
      baseline: true,
      createdAt: "2026",
    });
    await store.insertTrial({ campaignId: id, startedAt: "2026" });
    const refusal = async (...args: string[]) => (await run("replay", ...args, "--db", "f.db")).stderr;
    expect(await refusal("1", "--trial", "1")).toContain("another program recorded it");
    expect(await refusal("1", "--trial", "2")).toContain("campaign 1 has no trial 2");
    expect(await refusal("7", "--trial", "1")).toContain("there is no campaign 7");
    expect(await refusal("weekly", "--trial", "1")).toContain("no campaign in f.db is named weekly");
    const twin = { subject: "fake", chaosType: "x", trialCount: 1, baseline: true, createdAt: "2026", name: "twin" };
    for (const campaign of [twin, twin]) await store.insertCampaign(campaign);
    expect(await refusal("twin", "--trial", "1")).toContain("twin names 2 campaigns, 2, 3");
  });
});
