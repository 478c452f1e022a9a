import { foldTrial } from "@eval/core";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.js";
import { rawConnection } from "./testing/raw-connection.js";
import { sampleCampaign, sampleEvents, sampleStart } from "./testing/sample-trial.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

const startedAt = "2026-03-01T10:00:00.000Z";

describe("the figures of trials", () => {
  it("are those of the record, with what was made of the commands when the trial ended", async () => {
    await using folder = await temporaryFolder();
    const digestCommands = (commands: readonly unknown[]) => `${commands.length} commands`;
    await using store = await openStore(folder.path("eval.db"), { digestCommands });
    const campaignId = await store.beginCampaign(sampleCampaign);
    const ended = await store.beginTrial(campaignId, sampleStart());
    await store.append(ended, sampleEvents());
    const running = await store.beginTrial(campaignId, sampleStart("c-2"));
    const figures = await store.listFigures({ campaignId });
    const record = foldTrial([sampleStart(), ...sampleEvents()]);
    expect(figures).toMatchObject({
      id: [ended, running],
      ended: [true, false],
      outcome: ["success", null],
      baseline: [false, false],
      claimCorrect: [record.claimCorrect, null],
      recoveredAfterMs: [record.recoveredAfterMs, null],
      probeP99Ms: [record.probeP99Ms, null],
      horizonMs: [record.horizonMs, record.horizonMs],
      healthyMs: [25, null],
      commandCount: [1, 0],
      commandDigest: ["1 commands", null],
    });
  });

  it("come page by page, of one campaign, as do commands", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const [one, other] = [await store.beginCampaign(sampleCampaign), await store.beginCampaign(sampleCampaign)];
    const commands = [{ tool_name: "shell", tool_params: "{}", exit_code: 0, timestamp: startedAt }];
    for (let n = 0; n < 6; n++) {
      await store.insertTrial({
        campaignId: n % 2 === 0 ? one : other,
        startedAt,
        commands,
        detectedAfterMs: n + 0.125,
      });
    }
    expect(await store.listFigures({ campaignId: one, limit: 2 })).toMatchObject({
      id: [1, 3],
      detectedAfterMs: [0.125, 2.125],
      commandDigest: [null, null],
    });
    expect(await store.listFigures({ campaignId: one, afterId: 3, limit: 2 })).toMatchObject({ id: [5] });
    expect(await store.listFigures({ campaignId: one, afterId: 5 })).toMatchObject({ id: [], outcome: [] });
    expect(await store.listCommands({ campaignId: other, afterId: 2 })).toEqual([
      { id: 4, commands },
      { id: 6, commands },
    ]);
  });

  it("of trials recorded before there were such columns are filled in from their events", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    const store = await openStore(path);
    const campaignId = await store.beginCampaign(sampleCampaign);
    await store.append(await store.beginTrial(campaignId, sampleStart()), sampleEvents());
    const baseline = sampleStart();
    if (baseline.type === "trial.started") baseline.data.spec = { ...baseline.data.spec, baseline: true };
    await store.append(await store.beginTrial(campaignId, baseline), sampleEvents());
    await store.insertTrial({ campaignId, startedAt, outcome: "success" });
    await store.close();
    await using file = await rawConnection(path);
    for (const column of ["horizon_ms", "healthy_ms", "command_digest"]) {
      await file.query(`ALTER TABLE trials DROP COLUMN "${column}"`);
    }
    await file.query("DELETE FROM migrations WHERE name LIKE 'TrialFigures%'");
    await file.query("PRAGMA user_version = 4");
    await using again = await openStore(path);
    const { horizonMs } = foldTrial([sampleStart(), ...sampleEvents()]);
    expect(await again.listFigures({ campaignId })).toMatchObject({
      horizonMs: [horizonMs, horizonMs, null],
      healthyMs: [25, null, null],
      commandDigest: [null, null, null],
    });
  });
});

it("trials are counted without being read, with every code that made one say nothing", async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path("eval.db"));
  const campaignId = await store.beginCampaign(sampleCampaign);
  const insert = (outcome: "success" | "invalid" | "aborted", outcomeCode: string | null) =>
    store.insertTrial({ campaignId, startedAt, endedAt: startedAt, outcome, outcomeCode });
  for (let n = 0; n < 2; n++) await insert("invalid", "not_healthy");
  await insert("aborted", "interrupted");
  await insert("success", null);
  await store.beginTrial(campaignId, sampleStart());
  expect(await store.countTrials(campaignId)).toEqual({
    trials: 5,
    outcomes: { success: 1, failure: 0, timeout: 0, invalid: 2, aborted: 1 },
    unfinished: 1,
    standIns: 0,
    codes: [
      { code: "not_healthy", count: 2 },
      { code: "interrupted", count: 1 },
    ],
  });
  expect(await store.countTrials(99)).toMatchObject({ trials: 0, codes: [] });
});
