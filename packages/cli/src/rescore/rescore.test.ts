import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldTrial, type TrialEvent } from "@eval/core";
import { openStore } from "@eval/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeDatabase } from "../testing/raw-database.js";
import { runInProcess } from "../testing/run-in-process.js";
import { sampleTrial, upTo } from "../testing/sample-trial.js";

let folder: string;
let db: string;
const run = (...args: string[]) => runInProcess(folder, args);
const campaign = { subject: "fake", chaosType: "node_down", trialCount: 4, baseline: false, createdAt: "2026-01-02" };
/** The sample as an older rule judged it. */
const judgedOtherwise = `UPDATE trials SET outcome = 'timeout', recovered_after_ms = NULL, healed_by = 'itself' WHERE id = 1`;

async function record(events: readonly TrialEvent[]): Promise<void> {
  await using store = await openStore(db);
  const id = await store.beginTrial(1, events[0]!);
  await store.append(id, events.slice(1));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-rescore-"));
  db = join(folder, "eval.db");
  {
    await using store = await openStore(db);
    await store.insertCampaign(campaign);
  }
  await record(sampleTrial);
  await record(sampleTrial);
  await record(upTo("chaos.injected"));
  {
    await using store = await openStore(db);
    await store.insertTrial({ campaignId: 1, startedAt: "2026", outcome: "failure" });
  }
  await changeDatabase(db, [judgedOtherwise]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function stored(id: number) {
  await using store = await openStore(db);
  return { trial: await store.getTrial(id), verdicts: await store.getVerdicts(id) };
}

describe("eval rescore", () => {
  it("judges by the events alone, keeps the old verdict, and leaves alone what cannot be judged", async () => {
    const untouched = [await stored(3), await stored(4)];
    const { code, stdout } = await run("rescore", "1");
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "campaign 1: 1 changed, 1 judged as before, 1 left alone, as they have no events to judge by, 1 left alone, as they have not ended",
        "  trial 1: outcome timeout -> success, healed_by itself -> operator, recovered_after_ms - -> 608",
        "    judged before by a rule that nobody recorded, now by rule 1",
        "",
      ].join("\n"),
    );
    const { trial, verdicts } = await stored(1);
    const { commands, ...judged } = foldTrial(sampleTrial);
    expect(trial).toMatchObject({ id: 1, campaignId: 1, ...judged });
    expect(trial?.commands).toHaveLength(commands.length);
    expect(verdicts).toMatchObject([
      {
        rule: 1,
        ruleBefore: null,
        before: { outcome: "timeout", recovered_after_ms: null, healed_by: "itself" },
        after: { outcome: "success", recovered_after_ms: 608, healed_by: "operator" },
      },
    ]);
    expect([await stored(3), await stored(4)]).toEqual(untouched);
    expect((await run("show", "1", "--trial", "1")).stdout).toMatch(
      /judged anew .*, by rule 1: outcome timeout -> success/,
    );
  });

  it("changes nothing the second time, and keeps every verdict there ever was", async () => {
    await run("rescore", "1");
    const once = await stored(1);
    expect((await run("rescore", "1")).stdout).toContain("campaign 1: 0 changed, 2 judged as before");
    expect(await stored(1)).toEqual(once);
    await changeDatabase(db, [judgedOtherwise]);
    expect((await run("rescore", "1")).stdout).toContain(
      "judged before by the same rule 1: the row was not what its events say",
    );
    expect((await stored(1)).verdicts).toHaveLength(2);
  });

  it("tells what would change when it is only asked", async () => {
    const before = await stored(1);
    const { stdout } = await run("rescore", "1", "--dry-run", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      kind: "rescore",
      dryRun: true,
      rule: 1,
      campaigns: [
        { id: 1, same: 1, withoutEvents: 1, unfinished: 1, changed: [{ number: 1, after: { outcome: "success" } }] },
      ],
    });
    expect(await stored(1)).toEqual(before);
  });

  it("refuses campaigns that are not there", async () => {
    expect(await run("rescore", "1", "9")).toMatchObject({ code: 2, stderr: expect.stringContaining("campaign 9") });
    expect((await stored(1)).verdicts).toEqual([]);
  });
});
