import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPlugin, runCampaign, type CampaignOptions, type Operator } from "@eval/core";
import { createOperatorLog, openOperatorTrace } from "@eval/operator-db";
import { externalOperator } from "@eval/operator";
import { openStore, type Store, type StoredTrial } from "@eval/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scripted } from "../testing/scripted-operator.js";
import { Seen } from "../testing/seen.js";
import { campaignSpec, trialSpec, untilHorizon, type TrialRequest } from "../testing/stage.js";

describe("campaigns against a real cluster", () => {
  let folder: string;
  let store: Store;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "campaigns-"));
    store = await openStore(join(folder, "eval.db"));
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function campaign(trialCount: number, request: TrialRequest, name: string | null = null) {
    const { subject } = await loadPlugin("@eval/subject-postgres", process.cwd());
    const { seed, attempt: _, ...trial } = trialSpec(request);
    const campaignOptions: CampaignOptions = {
      subject,
      recorder: store,
      campaign: campaignSpec(trial.chaosType ?? "none", { name, trialCount, baseline: trial.baseline, seed }),
      trial,
      ...(request.operator ? { operator: request.operator } : {}),
    };
    return (await runCampaign(campaignOptions)).campaignId;
  }

  it("a campaign and its trials, one after another, stand in eval.db with all five times, states and commands", async () => {
    const keepIn = join(folder, "kept");
    const operator = scripted("repairsAndClaims", { keepIn });
    const id = await campaign(2, { operator }, "two repairs");

    // As any later program finds them.
    await using later = await openStore(join(folder, "eval.db"));
    expect(await later.getCampaign(id)).toMatchObject({
      id,
      name: "two repairs",
      subject: "postgres",
      chaosType: "node_kill",
      trialCount: 2,
      baseline: false,
    });
    const trials = await later.getTrials(id);
    expect(trials).toHaveLength(2);
    for (const trial of trials) {
      expect(trial).toMatchObject({
        outcome: "success",
        claimCorrect: true,
        operatorName: "scripted",
        chaosType: "node_kill",
      });
      expect(timesOf(trial)).toEqual(timesOf(trial).toSorted((a, b) => a - b));
      expect(trial.initialState).toMatchObject({ node_count: 3, nodes_up: 3, primary: "n1" });
      expect(trial.finalState).toMatchObject({ node_count: 3, nodes_up: 3, primary: "n1" });
      expect(trial.commands).toEqual([
        {
          tool_name: "shell",
          tool_params: expect.stringContaining("eval-postgres restart n") as string,
          exit_code: 0,
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        },
      ]);
    }
    const [first, second] = trials as [StoredTrial, StoredTrial];
    expect(Date.parse(second.startedAt)).toBeGreaterThanOrEqual(Date.parse(first.endedAt ?? ""));
    // The operator's own databases, one for each trial, know nothing of campaigns.
    const kept = await readdir(keepIn);
    expect(kept).toHaveLength(2);
    for (const each of kept) {
      await using trace = await openOperatorTrace(join(keepIn, each, "operator.db"));
      const { tickets, commands } = await trace.since({ tickets: {}, maxSessionId: 0, maxEntryId: 0, busy: [] });
      expect([tickets.length, commands.length]).toEqual([1, 1]);
    }
  });

  it("a trial runs reset, inject, wait and record in this order", async () => {
    const id = await campaign(2, { chaos: "node_blip", params: { delay_ms: 1_000 } });
    const [, second] = await store.getTrials(id);
    const seen = await Seen.read(store, second!.id);
    const steps = [
      "cluster.resetting",
      "cluster.ready",
      "chaos.injecting",
      "chaos.injected",
      "watch.ended",
      "trial.judged",
      "chaos.cleaned",
      "trial.ended",
    ] as const;
    const offsets = steps.map((step) => seen.the(step).at);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  it("a baseline waits for no operator, and its states are those of the broken cluster", async () => {
    const id = await campaign(1, { timing: untilHorizon });
    const [trial] = await store.getTrials(id);
    expect(await store.getCampaign(id)).toMatchObject({ baseline: true });
    expect(trial).toMatchObject({
      baseline: true,
      operatorName: null,
      ticketCreatedAt: null,
      resolvedAt: null,
      commands: [],
    });
    expect(trial!.initialState).toMatchObject({ nodes_up: 3 });
    expect(trial!.finalState).toMatchObject({ nodes_up: 2 });
    const { events } = await Seen.read(store, trial!.id);
    expect(events.filter(({ type }) => /^(operator|ticket)\./.test(type))).toEqual([]);
  });

  it("somebody's operator.db is read and never written", async () => {
    const operatorDb = join(folder, "somebodys.db");
    const log = await createOperatorLog(operatorDb);
    await log.resolveTicket(
      await log.openTicket({ key: "old", invariant: "old", target: null, message: "", severity: "warning" }),
    );
    await log.close();
    const before = await readFile(operatorDb);
    const operator: Operator = externalOperator({ operatorDb });
    await campaign(1, { chaos: null, operator, timing: { horizonMs: 500 } });
    expect(await readFile(operatorDb)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.startsWith("somebodys"))).toEqual(["somebodys.db"]);
  });
});

function timesOf({ startedAt, chaosInjectedAt, ticketCreatedAt, resolvedAt, endedAt }: StoredTrial): number[] {
  return [startedAt, chaosInjectedAt, ticketCreatedAt, resolvedAt, endedAt].map((time) => {
    expect(time).not.toBeNull();
    return Date.parse(time ?? "");
  });
}
