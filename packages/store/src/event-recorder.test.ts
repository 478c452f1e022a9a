import { foldTrial, type TrialEvent } from "@eval/core";
import { describe, expect, it } from "vitest";
import type { Row } from "./data-source.js";
import { openStore } from "./open-store.js";
import { rawConnection } from "./testing/raw-connection.js";
import { refusedEvent, sampleCampaign, sampleEvents, sampleStart, sampleThought } from "./testing/sample-trial.js";
import { temporaryFolder } from "./testing/temporary-folder.js";
import { project } from "./trial-row.js";

async function storeWithTrial() {
  const folder = await temporaryFolder();
  const path = folder.path("eval.db");
  const store = await openStore(path);
  const trialId = await store.beginTrial(await store.beginCampaign(sampleCampaign), sampleStart());
  return {
    path,
    store,
    trialId,
    async [Symbol.asyncDispose]() {
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function rowsOf(path: string, sql: string): Promise<Row[]> {
  await using file = await rawConnection(path);
  return await file.query(sql);
}

describe("recording a trial", () => {
  it("gives the row of foldTrial after every single event", async () => {
    await using fixture = await storeWithTrial();
    const events = [sampleStart()];
    for (const event of sampleEvents()) {
      events.push(event);
      await fixture.store.append(fixture.trialId, [event]);
      const [row] = await rowsOf(fixture.path, "SELECT * FROM trials");
      expect(row, `after ${event.type}`).toMatchObject(project(foldTrial(events)).row);
    }
  });

  it("gives the same row when the events come in one piece", async () => {
    await using fixture = await storeWithTrial();
    await fixture.store.append(fixture.trialId, sampleEvents());
    const [row] = await rowsOf(fixture.path, "SELECT * FROM trials");
    expect(row).toMatchObject(project(foldTrial([sampleStart(), ...sampleEvents()])).row);
  });

  it("has put the events where another program sees them before it says so", async () => {
    await using fixture = await storeWithTrial();
    await fixture.store.append(fixture.trialId, [sampleThought("one"), sampleThought("two")]);
    expect(await rowsOf(fixture.path, "SELECT seq, type, at, data FROM trial_events ORDER BY seq")).toEqual([
      { seq: 1, type: "trial.started", at: 0, data: JSON.stringify(sampleStart().data) },
      { seq: 2, type: "operator.reasoning", at: 100, data: JSON.stringify(sampleThought("one").data) },
      { seq: 3, type: "operator.reasoning", at: 100, data: JSON.stringify(sampleThought("two").data) },
    ]);
  });

  it("reads the events back as they were given", async () => {
    await using fixture = await storeWithTrial();
    await fixture.store.append(fixture.trialId, sampleEvents());
    expect(await fixture.store.getEvents(fixture.trialId)).toEqual([sampleStart(), ...sampleEvents()]);
  });

  it("keeps more events in one piece than one statement holds, in order", async () => {
    await using fixture = await storeWithTrial();
    const thoughts = Array.from({ length: 250 }, (_, index) => sampleThought(`thought ${index}`, index));
    await fixture.store.append(fixture.trialId, thoughts);
    expect(await fixture.store.getEvents(fixture.trialId)).toEqual([sampleStart(), ...thoughts]);
  });

  it("keeps an event as it was when it was handed over, whatever its owner does with it later", async () => {
    await using fixture = await storeWithTrial();
    const metadata = { pid: 7 };
    const appended = fixture.store.append(fixture.trialId, [{ type: "chaos.injected", at: 9, data: { metadata } }]);
    metadata.pid = 8;
    await appended;
    await fixture.store.append(fixture.trialId, [sampleThought("later")]);
    expect((await fixture.store.getTrial(fixture.trialId))?.chaosMetadata).toEqual({ pid: 7 });
    expect((await fixture.store.getEvents(fixture.trialId))[1]?.data).toEqual({ metadata: { pid: 7 } });
  });

  it("writes only the columns that an event changed", async () => {
    await using fixture = await storeWithTrial();
    await fixture.store.append(fixture.trialId, sampleEvents().slice(0, -1));
    await using file = await rawConnection(fixture.path);
    await file.query("CREATE TABLE written (name TEXT)");
    for (const name of Object.keys(project(foldTrial([sampleStart()])).row)) {
      await file.query(
        `CREATE TRIGGER on_${name} AFTER UPDATE OF ${name} ON trials BEGIN INSERT INTO written VALUES ('${name}'); END`,
      );
    }
    await fixture.store.append(fixture.trialId, [sampleThought("changes nothing")]);
    expect(await file.query("SELECT name FROM written")).toEqual([]);
    await fixture.store.append(fixture.trialId, [{ type: "trial.ended", at: 2_000, data: {} }]);
    expect(await file.query("SELECT name FROM written ORDER BY name")).toEqual([
      { name: "ended_at" },
      { name: "outcome" },
    ]);
  });

  it("goes on with a trial that another process began", async () => {
    await using fixture = await storeWithTrial();
    await fixture.store.append(fixture.trialId, sampleEvents().slice(0, 10));
    await fixture.store.close();
    const events: TrialEvent[] = [sampleStart(), ...sampleEvents()];
    await using later = await openStore(fixture.path);
    await later.append(fixture.trialId, sampleEvents().slice(10));
    expect(await later.getEvents(fixture.trialId)).toEqual(events);
    const [row] = await rowsOf(fixture.path, "SELECT * FROM trials");
    expect(row).toMatchObject(project(foldTrial(events)).row);
  });

  it("takes events after the trial has ended", async () => {
    await using fixture = await storeWithTrial();
    await fixture.store.append(fixture.trialId, sampleEvents());
    await fixture.store.append(fixture.trialId, [
      { type: "cluster.tainted", at: 2_000, data: { code: "clean_failed", message: "still there" } },
    ]);
    expect(await fixture.store.getTrial(fixture.trialId)).toMatchObject({ tainted: true, outcome: "success" });
  });

  it("loses nothing when two processes append to one trial", async () => {
    await using fixture = await storeWithTrial();
    await using other = await openStore(fixture.path);
    await other.append(fixture.trialId, [sampleThought("theirs")]);
    await fixture.store.append(fixture.trialId, [sampleThought("ours")]);
    await other.append(fixture.trialId, [{ type: "trial.aborted", at: 300, data: { reason: "settled" } }]);
    await fixture.store.append(fixture.trialId, [{ type: "trial.ended", at: 400, data: {} }]);
    expect((await fixture.store.getEvents(fixture.trialId)).map(({ type }) => type)).toEqual([
      "trial.started",
      "operator.reasoning",
      "operator.reasoning",
      "trial.aborted",
      "trial.ended",
    ]);
    expect(await fixture.store.getTrial(fixture.trialId)).toMatchObject({ outcome: "aborted" });
  });

  it("stores all events of an append or none of them", async () => {
    await using fixture = await storeWithTrial();
    const before = await rowsOf(fixture.path, "SELECT * FROM trials");
    const append = fixture.store.append(fixture.trialId, [...sampleEvents(), refusedEvent()]);
    await expect(append).rejects.toMatchObject({ code: "store_failed" });
    expect(await fixture.store.getEvents(fixture.trialId)).toEqual([sampleStart()]);
    expect(await rowsOf(fixture.path, "SELECT * FROM trials")).toEqual(before);
    await fixture.store.append(fixture.trialId, sampleEvents());
    expect(await fixture.store.getTrial(fixture.trialId)).toMatchObject({ outcome: "success" });
  });

  it("leaves no row of a trial whose first event cannot be stored", async () => {
    await using fixture = await storeWithTrial();
    const started = { ...sampleStart(), at: Number.NaN };
    await expect(fixture.store.beginTrial(1, started)).rejects.toMatchObject({ code: "store_failed" });
    await expect(fixture.store.beginTrial(99, sampleStart())).rejects.toMatchObject({ code: "store_failed" });
    expect(await fixture.store.listTrials()).toHaveLength(1);
  });

  it("refuses events of a trial that does not exist", async () => {
    await using fixture = await storeWithTrial();
    await expect(fixture.store.append(99, [sampleThought("?")])).rejects.toMatchObject({ code: "trial_not_found" });
  });

  it("refuses a trial that does not begin with its start", async () => {
    await using fixture = await storeWithTrial();
    await expect(fixture.store.beginTrial(1, sampleThought("?"))).rejects.toMatchObject({ code: "harness_error" });
  });
});
