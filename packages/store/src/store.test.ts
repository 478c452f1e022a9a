import type { Outcome } from "@eval/core";
import { describe, expect, it } from "vitest";
import { createStore } from "./create-store.js";
import { openConnection } from "./data-source.js";
import { migrate } from "./migrate.js";
import { openStore } from "./open-store.js";
import { sampleCampaign, sampleEvents, sampleStart } from "./testing/sample-trial.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

const startedAt = "2026-03-01T10:00:00.000Z";

describe("the original verbs", () => {
  it("give a campaign back as it was inserted", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    await store.ensureSchema();
    const id = await store.insertCampaign(sampleCampaign);
    expect(await store.getCampaign(id)).toEqual({ id, ...sampleCampaign });
    const plain = { subject: "fake", chaosType: "latency", trialCount: 1, baseline: true, createdAt: startedAt };
    expect(await store.getCampaign(await store.insertCampaign(plain))).toMatchObject({
      ...plain,
      name: null,
      host: null,
    });
    expect(await store.getCampaign(99)).toBeUndefined();
  });

  it("give a campaign's trials back as they were inserted, by id", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const campaignId = await store.insertCampaign(sampleCampaign);
    const other = await store.insertCampaign(sampleCampaign);
    const trial = {
      campaignId,
      startedAt,
      chaosInjectedAt: "2026-03-01T10:00:01.000Z",
      endedAt: "2026-03-01T10:01:00.000Z",
      initialState: { nodes: 3 },
      finalState: { nodes: 2 },
      chaosMetadata: { node: "n1" },
      commands: [{ tool_name: "shell", tool_params: "{}", exit_code: 1, timestamp: startedAt }],
      outcome: "timeout" as const,
      tainted: false,
      detectedAfterMs: 12.5,
    };
    const first = await store.insertTrial(trial);
    await store.insertTrial({ campaignId: other, startedAt });
    const second = await store.insertTrial({ campaignId, startedAt });
    const trials = await store.getTrials(campaignId);
    expect(trials).toMatchObject([
      { id: first, ...trial },
      { id: second, commands: [], endedAt: null, tainted: null },
    ]);
    expect(await store.getTrial(first)).toEqual(trials[0]);
    expect(await store.getTrial(99)).toBeUndefined();
  });

  it("find trials again by what was asked of them", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const campaignId = await store.insertCampaign(sampleCampaign);
    const insert = (identity: string | null, attempt: number, outcome: Outcome) =>
      store.insertTrial({ campaignId, startedAt, identity, attempt, outcome });
    const first = await insert("a", 1, "invalid");
    await insert("b", 1, "success");
    await insert(null, 1, "success");
    const second = await insert("a", 2, "timeout");
    expect(await store.findTrials(["a", "never asked"])).toEqual([
      { id: first, identity: "a", campaignId, outcome: "invalid", attempt: 1 },
      { id: second, identity: "a", campaignId, outcome: "timeout", attempt: 2 },
    ]);
    expect(await store.findTrials(Array.from({ length: 2_000 }, (_, index) => `n${index}`))).toEqual([]);
  });

  it("let a campaign grow, and never shrink", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const id = await store.insertCampaign({ ...sampleCampaign, trialCount: 2 });
    await store.extendCampaign(id, 5);
    await store.extendCampaign(id, 3);
    expect(await store.getCampaign(id)).toMatchObject({ trialCount: 5 });
  });

  it("refuse a trial of a campaign that does not exist", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    await expect(store.insertTrial({ campaignId: 1, startedAt })).rejects.toMatchObject({ code: "store_failed" });
  });
});

describe("lists", () => {
  it("count a campaign's trials by outcome, newest campaign first", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const first = await store.beginCampaign(sampleCampaign);
    const second = await store.beginCampaign({ ...sampleCampaign, name: null, baseline: true, variant: null });
    const outcomes: Outcome[] = ["success", "success", "failure", "timeout", "invalid", "aborted"];
    for (const outcome of outcomes)
      await store.insertTrial({ campaignId: first, startedAt, endedAt: startedAt, outcome });
    await store.beginTrial(first, sampleStart());
    expect(await store.listCampaigns()).toEqual([
      {
        id: second,
        name: null,
        subject: "fake",
        chaosType: "node_kill",
        trialCount: 2,
        baseline: true,
        variant: null,
        arm: null,
        replay: false,
        createdAt: sampleCampaign.createdAt,
        trials: 0,
        unfinished: 0,
        standIns: 0,
        outcomes: { success: 0, failure: 0, timeout: 0, invalid: 0, aborted: 0 },
      },
      {
        id: first,
        name: "nightly",
        subject: "fake",
        chaosType: "node_kill",
        trialCount: 2,
        baseline: false,
        variant: "large",
        arm: null,
        replay: false,
        createdAt: sampleCampaign.createdAt,
        trials: 7,
        unfinished: 1,
        standIns: 0,
        outcomes: { success: 2, failure: 1, timeout: 1, invalid: 1, aborted: 1 },
      },
    ]);
  });

  it("tell campaigns that repeat a trial, whatever other programs wrote as a configuration", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    await store.beginCampaign({ ...sampleCampaign, config: { replayOf: { campaignId: 7, trial: 1 } } });
    await store.beginCampaign({ ...sampleCampaign, config: { options: { replayOf: 1 } } });
    const foreign = await store.beginCampaign({ ...sampleCampaign, config: {} });
    const connection = await openConnection(folder.path("eval.db"), { busyTimeoutMs: 1_000 });
    await connection.run("UPDATE campaigns SET config_json = 'replayOf {' WHERE id = ?", [foreign]);
    await connection.close();
    expect((await store.listCampaigns()).map(({ replay }) => replay)).toEqual([false, false, true]);
  });

  it("come in pages", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    for (let n = 0; n < 5; n++) await store.beginCampaign(sampleCampaign);
    for (let n = 0; n < 5; n++) await store.insertTrial({ campaignId: 1 + (n % 2), startedAt });
    expect((await store.listCampaigns({ limit: 2, offset: 1 })).map(({ id }) => id)).toEqual([4, 3]);
    expect((await store.listTrials({ limit: 2, offset: 2 })).map(({ id }) => id)).toEqual([3, 4]);
    expect((await store.listTrials({ campaignId: 2 })).map(({ id }) => id)).toEqual([2, 4]);
    expect(await store.listCampaigns({ offset: 5 })).toEqual([]);
  });

  it("read neither states nor commands, and say how many commands there are", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    const connection = await openConnection(path, { busyTimeoutMs: 100 });
    await migrate(connection);
    await using store = createStore(connection, { path });
    const trialId = await store.beginTrial(await store.beginCampaign(sampleCampaign), sampleStart());
    await store.append(trialId, sampleEvents());

    const statements: string[] = [];
    connection.dataSource.logger = {
      ...connection.dataSource.logger,
      logQuery: (query) => void statements.push(query),
    };
    await store.listCampaigns();
    const [trial] = await store.listTrials();
    expect(statements.length).toBeGreaterThan(2);
    for (const statement of statements)
      expect(statement).not.toMatch(/initial_state|final_state|metadata|(?<!config)_json|\*(?!\))/);
    const { initialState, finalState, chaosMetadata, commands, versions, identity, ...short } =
      (await store.getTrial(trialId))!;
    expect(trial).toEqual({ ...short, commandCount: 1 });
    expect({ initialState, finalState, chaosMetadata, commands, versions, identity }).toEqual({
      initialState: { nodes: 3 },
      finalState: { nodes: 3, healed: true },
      chaosMetadata: { pid: 7 },
      commands: [
        {
          tool_name: "shell",
          tool_params: '{"command":"admin start n1"}',
          exit_code: 0,
          timestamp: "2026-03-01T10:00:01.090Z",
        },
      ],
      versions: { harness: "0.1.0", subject: "0.1.0" },
      identity: "0f".repeat(32),
    });
  });
});

describe("trials that have not ended", () => {
  it("come with what is needed to remove their clusters", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const campaignId = await store.beginCampaign(sampleCampaign);
    const ended = await store.beginTrial(campaignId, sampleStart("c-1"));
    await store.append(ended, sampleEvents());
    const left = await store.beginTrial(campaignId, sampleStart("c-2"));
    await store.insertTrial({ campaignId, startedAt });
    expect(await store.unfinishedTrials()).toMatchObject([
      {
        id: left,
        campaignId,
        clusterId: "c-2",
        plugin: "@example/subject-fake",
        startedAt: "2026-03-01T10:00:01.000Z",
        process: { pid: 42 },
        spec: { subject: "fake", options: { size: 3 } },
      },
    ]);
    await store.append(left, [{ type: "trial.ended", at: 5, data: {} }]);
    expect(await store.unfinishedTrials()).toEqual([]);
  });
});

describe("clusters that were announced and never destroyed", () => {
  it("come with what is needed to remove them, those of ended trials too", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const campaignId = await store.beginCampaign(sampleCampaign);
    const first = await store.beginTrial(campaignId, sampleStart("c-1"));
    await store.append(first, [
      { type: "cluster.creating", at: 1, data: { clusterId: "c-1" } },
      { type: "trial.ended", at: 2, data: {} },
    ]);
    const second = await store.beginTrial(campaignId, sampleStart("c-1"));
    await store.append(second, [
      { type: "cluster.destroyed", at: 1, data: { clusterId: "c-0" } },
      { type: "cluster.creating", at: 2, data: { clusterId: "c-2" } },
    ]);
    const of = { campaignId, plugin: "@example/subject-fake", process: { pid: 42 }, spec: { options: { size: 3 } } };
    expect(await store.remainingClusters()).toMatchObject([
      { ...of, clusterId: "c-1", trialId: first },
      { ...of, clusterId: "c-2", trialId: second },
    ]);
    await store.append(second, [{ type: "cluster.destroyed", at: 3, data: { clusterId: "c-1" } }]);
    expect(await store.remainingClusters()).toMatchObject([{ clusterId: "c-2" }]);
  });
});
