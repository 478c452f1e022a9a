import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { migrations } from "./migrations/index.js";
import { openStore } from "./open-store.js";
import { rawConnection } from "./testing/raw-connection.js";
import { sampleCampaign, sampleEvents, sampleStart } from "./testing/sample-trial.js";
import { seedCommands, writeSeedFile } from "./testing/seed-file.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

const seedRows = {
  campaigns: "SELECT id, subject_name, chaos_type, trial_count, baseline, created_at FROM campaigns ORDER BY id",
  trials: `SELECT id, campaign_id, started_at, chaos_injected_at, ticket_created_at, resolved_at, ended_at,
    initial_state, final_state, chaos_metadata, commands_json FROM trials ORDER BY id`,
};

describe.each([false, true])("a file of the original schema (with variant_name: %s)", (variant) => {
  it("keeps every row as it was when it is opened", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path, { variant });
    const read = async () => {
      await using file = await rawConnection(path);
      return { campaigns: await file.query(seedRows.campaigns), trials: await file.query(seedRows.trials) };
    };
    const before = await read();
    await (await openStore(path)).close();
    expect(await read()).toEqual(before);
    expect(before.trials).toHaveLength(4);
  });

  it("is read through the store, each trial saying what its campaign said", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path, { variant });
    await using store = await openStore(path);
    expect(await store.getCampaign(4)).toMatchObject({
      subject: "TiKVEvalSubject",
      chaosType: "latency",
      trialCount: 1,
      baseline: true,
      plugin: null,
      config: null,
      variant: variant ? "haiku" : null,
    });
    const [trial] = await store.getTrials(1);
    expect(trial).toMatchObject({
      id: 2,
      campaignId: 1,
      chaosType: "node_kill",
      baseline: false,
      variantName: variant ? "default" : null,
      initialState: { stores: [1, 2, 3] },
      finalState: "not json",
      commands: seedCommands,
      outcome: null,
      seed: null,
    });
    expect(await store.listTrials({ campaignId: 4 })).toMatchObject([{ id: 7, commandCount: 1, baseline: true }]);
    expect(await store.getTrial(8)).toMatchObject({ campaignId: 77, chaosType: null });
    expect(await store.listCampaigns()).toMatchObject([
      { id: 4, trials: 1, unfinished: 0 },
      { id: 1, trials: 2, unfinished: 0 },
    ]);
  });

  it("takes new trials beside the old ones, under ids that were never given out", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path, { variant });
    await using store = await openStore(path);
    const campaignId = await store.beginCampaign(sampleCampaign);
    expect(campaignId).toBe(10);
    const trialId = await store.beginTrial(campaignId, sampleStart());
    expect(trialId).toBe(9);
    await store.append(trialId, sampleEvents());
    expect(await store.getTrial(trialId)).toMatchObject({ outcome: "success" });
  });

  it("may leave out what an unfinished or invalid trial cannot know", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path, { variant });
    await using store = await openStore(path);
    const trialId = await store.beginTrial(1, sampleStart());
    await using file = await rawConnection(path);
    expect(await file.query(`${seedRows.trials} DESC LIMIT 1`)).toMatchObject([
      {
        id: trialId,
        chaos_injected_at: null,
        ended_at: null,
        initial_state: null,
        final_state: null,
        chaos_metadata: null,
        commands_json: "[]",
      },
    ]);
  });
});

describe("trials of an earlier version", () => {
  it("say whether they ran on a stand-in where their states said so", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path, {
      more: [
        `UPDATE trials SET initial_state = '{"stand_in": true}' WHERE id = 2`,
        `UPDATE trials SET initial_state = '{"stand_in": "yes"}', final_state = '{"stand_in": false}' WHERE id = 3`,
      ],
    });
    await using store = await openStore(path);
    const said = (await store.listTrials()).map(({ id, standIn }) => [id, standIn]);
    expect(said).toEqual([
      [2, true],
      [3, false],
      [7, null],
      [8, null],
    ]);
    expect((await store.listCampaigns()).map(({ id, standIns }) => [id, standIns])).toEqual([
      [4, 0],
      [1, 1],
    ]);
  });
});

describe("what others have added to a file of the original schema", () => {
  it("stays: columns, tables, indexes, triggers and views", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path, {
      more: [
        `ALTER TABLE trials ADD COLUMN "my note" TEXT`,
        `UPDATE trials SET "my note" = 'look again' WHERE id = 3`,
        "CREATE TABLE notes (trial_id INTEGER REFERENCES trials(id), text TEXT)",
        "INSERT INTO notes VALUES (3, 'kept')",
        "CREATE INDEX my_index ON trials(resolved_at)",
        "CREATE TRIGGER my_trigger AFTER INSERT ON trials BEGIN INSERT INTO notes VALUES (new.id, 'seen'); END",
        "CREATE VIEW my_view AS SELECT id, ended_at FROM trials",
      ],
    });
    await using store = await openStore(path);
    const trialId = await store.beginTrial(1, sampleStart());
    await using file = await rawConnection(path);
    expect(await file.query(`SELECT id FROM trials WHERE "my note" = 'look again'`)).toEqual([{ id: 3 }]);
    expect(await file.query("SELECT * FROM notes")).toEqual([
      { trial_id: 3, text: "kept" },
      { trial_id: trialId, text: "seen" },
    ]);
    expect(await file.query("SELECT count(*) AS n FROM my_view")).toEqual([{ n: 5 }]);
    expect(await file.query("SELECT name FROM pragma_index_list('trials') WHERE name LIKE 'my%'")).toHaveLength(1);
    expect(await file.query(`SELECT "table" FROM pragma_foreign_key_list('notes')`)).toEqual([{ table: "trials" }]);
  });
});

describe("a migration that fails half-way", () => {
  it("leaves the file as it was", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path, { more: ["CREATE TABLE trial_events (somebody TEXT)"] });
    const before = await readFile(path);
    await expect(openStore(path)).rejects.toMatchObject({ code: "store_failed" });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder.path("."))).toEqual(["eval.db"]);
  });
});

describe("the schema after all migrations", () => {
  it.each(["a new file", "a file of the original schema"])("is the one of the entities, in %s", async (kind) => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    if (kind !== "a new file") await writeSeedFile(path);
    await (await openStore(path)).close();
    await using file = await rawConnection(path);
    const pending = await file.dataSource.driver.createSchemaBuilder().log();
    expect(pending.upQueries.map(({ query }) => query)).toEqual([]);
  });

  it("is brought about once, when several open a new file at the same time", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(path)));
    await Promise.all(stores.map((store) => store.beginCampaign(sampleCampaign)));
    expect(await stores[0]?.listCampaigns()).toHaveLength(4);
    for (const store of stores) await store.close();
    await using file = await rawConnection(path);
    expect(await file.query("SELECT count(*) AS n FROM migrations")).toEqual([{ n: migrations.length }]);
  });

  it("is left alone by ensureSchema and by opening the file again", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    const schemaOf = async () => {
      await using file = await rawConnection(path);
      return await file.query("PRAGMA schema_version");
    };
    await (await openStore(path)).close();
    const before = await schemaOf();
    await using store = await openStore(path);
    await store.ensureSchema();
    expect(await schemaOf()).toEqual(before);
  });
});
