import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.js";
import { rawConnection } from "./testing/raw-connection.js";
import { refusedEvent, sampleCampaign, sampleStart, sampleThought } from "./testing/sample-trial.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

const failure = new Error("taken back");

/** Resolves when told to, so that a transaction can be held open while others write. */
function gate(): { open: () => void; passed: Promise<void> } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe("writes that overlap", () => {
  it("without the queue: a transaction that rolls back takes acknowledged writes of others with it", async () => {
    await using folder = await temporaryFolder();
    await using file = await rawConnection(folder.path("raw.db"));
    const { dataSource } = file;
    await dataSource.query("CREATE TABLE notes (text TEXT)");
    const underWay = gate();
    const othersAreDone = gate();
    const takenBack = dataSource.transaction(async (manager) => {
      await manager.query("INSERT INTO notes VALUES ('taken back')");
      underWay.open();
      await othersAreDone.passed;
      throw failure;
    });
    await underWay.passed;
    await dataSource.query("INSERT INTO notes VALUES ('plain')");
    await dataSource.transaction((manager) => manager.query("INSERT INTO notes VALUES ('committed')"));
    othersAreDone.open();
    await expect(takenBack).rejects.toBe(failure);
    // This is the loss that the queue is there to prevent. Should it fail one day, the queue may go.
    expect(await dataSource.query("SELECT text FROM notes")).toEqual([]);
  });

  it("through the store: every acknowledged write stays, whatever rolls back beside it", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const campaignId = await store.beginCampaign(sampleCampaign);
    const trials = await Promise.all([1, 2, 3].map((n) => store.beginTrial(campaignId, sampleStart(`c-${n}`))));

    const acknowledged = new Map<number, string[]>(trials.map((trialId) => [trialId, []]));
    const lane = async (trialId: number) => {
      for (let turn = 0; turn < 20; turn++) {
        await store.append(trialId, [sampleThought(`${turn}`)]);
        acknowledged.get(trialId)?.push(`${turn}`);
      }
    };
    const rollingBack = async () => {
      for (let turn = 0; turn < 20; turn++) {
        const failing = store.append(trials[0]!, [sampleThought("never"), refusedEvent()]);
        await expect(failing).rejects.toMatchObject({ code: "store_failed" });
      }
    };
    const inserting = async () => {
      for (let turn = 0; turn < 20; turn++) {
        await store.insertTrial({ campaignId, startedAt: "2026-03-01T10:00:00.000Z" });
        await store.insertCampaign({ ...sampleCampaign, name: `campaign ${turn}` });
      }
    };
    await Promise.all([...trials.map(lane), rollingBack(), inserting()]);

    for (const trialId of trials) {
      const thoughts = (await store.getEvents(trialId)).flatMap((event) =>
        event.type === "operator.reasoning" ? [event.data.text] : [],
      );
      expect(thoughts).toEqual(acknowledged.get(trialId));
    }
    expect(await store.listTrials()).toHaveLength(trials.length + 20);
    expect(await store.listCampaigns()).toHaveLength(1 + 20);
  });

  it("in one group: an append that fails takes none of its neighbours with it", async () => {
    await using folder = await temporaryFolder();
    await using store = await openStore(folder.path("eval.db"));
    const trialId = await store.beginTrial(await store.beginCampaign(sampleCampaign), sampleStart());
    const results = await Promise.allSettled([
      store.append(trialId, [sampleThought("before")]),
      store.append(trialId, [sampleThought("never"), refusedEvent()]),
      store.append(trialId, [sampleThought("after")]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await store.getEvents(trialId)).toEqual([sampleStart(), sampleThought("before"), sampleThought("after")]);
  });
});
