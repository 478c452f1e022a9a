import { HarnessError, type CampaignSpec, type Recorder, type TrialEvent } from "@eval/core";
import { rowOfCampaign } from "./campaign-row.js";
import type { Connection, Row } from "./data-source.js";
import type { SqlValue, TrialEventRow } from "./entities/index.js";
import { failureOf } from "./failure.js";
import type { LiveTrials } from "./live-trials.js";
import type { WriteQueue } from "./write-queue.js";

export interface Recording {
  connection: Connection;
  queue: WriteQueue;
  live: LiveTrials;
}

/** An event as text, taken when the caller hands it over: what it does to its objects later changes nothing. */
interface EventText {
  type: string;
  at: number;
  data: string;
}

/** So many events at most in one INSERT: each has five parameters. */
const rowsPerInsert = 100;

export class EventRecorder implements Recorder {
  readonly #recording: Recording;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  async beginCampaign(campaign: CampaignSpec): Promise<number> {
    const row = rowOfCampaign(campaign);
    return this.#recording.queue.write(() => insertRow(this.#recording.connection, "campaigns", { ...row }));
  }

  async beginTrial(campaignId: number, started: TrialEvent): Promise<number> {
    const { connection, queue, live } = this.#recording;
    const text = textOf(started);
    const stored = eventOf(text);
    const projection = live.begin(stored);
    return queue.write(async () => {
      const trialId = await insertRow(connection, "trials", { campaign_id: campaignId, ...projection.row });
      await insertEvents(connection, { trialId, firstSeq: 1, texts: [text] });
      live.began(trialId, stored, projection);
      return trialId;
    });
  }

  async append(trialId: number, events: readonly TrialEvent[]): Promise<void> {
    if (events.length === 0) return;
    const texts = events.map(textOf);
    const stored = texts.map(eventOf);
    await this.#recording.queue.write(async () => {
      const { live } = this.#recording;
      const wasKnown = live.knows(trialId);
      try {
        await this.#write(trialId, { texts, stored });
      } catch (error) {
        // Another process has appended to the same trial meanwhile: its events come first.
        if (!wasKnown || failureOf(error) !== "constraint") throw error;
        live.forget(trialId);
        await this.#write(trialId, { texts, stored });
      }
    });
  }

  async #write(trialId: number, { texts, stored }: { texts: EventText[]; stored: TrialEvent[] }): Promise<void> {
    const { connection, live } = this.#recording;
    if (!live.knows(trialId)) {
      const earlier = await readEvents(connection, trialId);
      if (earlier.length === 0) throw new HarnessError("trial_not_found", { details: { trialId } });
      live.load(trialId, earlier);
    }
    const { firstSeq, changes } = live.advance(trialId, stored);
    await insertEvents(connection, { trialId, firstSeq, texts });
    const names = Object.keys(changes);
    if (names.length === 0) return;
    const assignments = names.map((name) => `"${name}" = ?`).join(", ");
    await connection.run(`UPDATE "trials" SET ${assignments} WHERE "id" = ?`, [...Object.values(changes), trialId]);
  }
}

export async function insertRow(connection: Connection, table: string, row: Row): Promise<number> {
  const names = Object.keys(row);
  const columns = names.map((name) => `"${name}"`).join(", ");
  const places = names.map(() => "?").join(", ");
  const { lastId } = await connection.run(`INSERT INTO "${table}" (${columns}) VALUES (${places})`, Object.values(row));
  return lastId;
}

export async function readEvents(connection: Connection, trialId: number): Promise<TrialEvent[]> {
  const rows = await connection.query<TrialEventRow>(
    `SELECT "type", "at", "data" FROM "trial_events" WHERE "trial_id" = ? ORDER BY "seq"`,
    [trialId],
  );
  return rows.map(eventOf);
}

async function insertEvents(
  connection: Connection,
  { trialId, firstSeq, texts }: { trialId: number; firstSeq: number; texts: readonly EventText[] },
): Promise<void> {
  for (let from = 0; from < texts.length; from += rowsPerInsert) {
    const part = texts.slice(from, from + rowsPerInsert);
    const parameters = part.flatMap(({ type, at, data }, index): SqlValue[] => [
      trialId,
      firstSeq + from + index,
      type,
      at,
      data,
    ]);
    const places = part.map(() => "(?, ?, ?, ?, ?)").join(", ");
    await connection.run(
      `INSERT INTO "trial_events" ("trial_id", "seq", "type", "at", "data") VALUES ${places}`,
      parameters,
    );
  }
}

function textOf({ type, at, data }: TrialEvent): EventText {
  return { type, at, data: JSON.stringify(data) };
}

/** What is folded is what was stored, not what the caller holds. */
function eventOf({ type, at, data }: EventText): TrialEvent {
  return { type, at, data: JSON.parse(data) as never } as TrialEvent;
}
