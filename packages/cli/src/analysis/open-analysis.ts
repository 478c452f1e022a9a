import { resolve } from "node:path";
import { systemClock } from "@eval/core";
import { openStore, type Store } from "@eval/store";
import { livenessOf } from "../aftermath/process-identity.js";
import type { Arguments } from "../arguments/arguments.js";
import { defaultDatabase } from "../commands/command.js";
import type { Io } from "../io.js";
import { asTyped } from "../text/as-typed.js";
import { campaignNotes, type RunnerAlive } from "./campaign-notes.js";
import { loadCampaign, type LoadedCampaign } from "./load-campaign.js";

/** A database from which campaigns are analysed. */
export interface AnalysisSource extends AsyncDisposable {
  store: Store;
  /** As given. */
  db: string;
  /** Each with its trials, in the given order. Says on standard error how far it is when it takes long. */
  load(ids: readonly number[]): Promise<LoadedCampaign[]>;
  /** What must be known of these campaigns before their figures are trusted. */
  notesOn(campaigns: readonly LoadedCampaign[]): Promise<string[]>;
}

/** Reading that takes longer than this is told of, and again each time it has passed. */
const patienceMs = 2_000;

export async function openAnalysis(args: Arguments, io: Io): Promise<AnalysisSource> {
  const db = args.text("db") ?? defaultDatabase;
  const store = await openStore(resolve(io.cwd, db), { mustExist: true });
  return {
    store,
    db,
    async load(ids) {
      const loaded: LoadedCampaign[] = [];
      for (const id of ids) loaded.push(await loadCampaign(store, id, { db, onProgress: tellOfReading(id, io) }));
      return loaded;
    },
    async notesOn(campaigns) {
      const running = campaigns.some(({ unfinished }) => unfinished > 0) ? await store.unfinishedTrials() : [];
      const notes = campaigns.map(async (loaded) => {
        const own = running.find(({ campaignId }) => campaignId === loaded.campaign.id);
        return campaignNotes(loaded, own ? await runnerAlive(own.process, io) : null);
      });
      return (await Promise.all(notes)).flat().map((note) => asTyped(note, io.program));
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}

async function runnerAlive(process: unknown, io: Io): Promise<RunnerAlive> {
  const { state } = await livenessOf(process, io);
  return state === "unknown" ? null : state === "alive";
}

function tellOfReading(id: number, { stderr }: Io): (read: number) => void {
  let last = systemClock.now();
  return (read) => {
    if (systemClock.now() - last < patienceMs) return;
    last = systemClock.now();
    stderr.write(`reading campaign ${id}: ${read} trials\n`);
  };
}
