import { countCampaign, extendCampaign, getCampaign, listCampaigns } from "./campaign-queries.js";
import { rowOfCampaign } from "./campaign-row.js";
import type { Connection } from "./data-source.js";
import { EventRecorder, insertRow, readEvents } from "./event-recorder.js";
import { listCommands, listFigures } from "./figure-queries.js";
import { remainingClusters, unfinishedTrials } from "./leftovers.js";
import { LiveTrials } from "./live-trials.js";
import { migrate } from "./migrate.js";
import { readVerdicts, rejudge } from "./rescore.js";
import { storeError } from "./store-error.js";
import type { Store, StoreOptions } from "./store.js";
import { tableColumns, tableRows } from "./table-rows.js";
import { findTrials, getTrial, getTrials, listTrials } from "./trial-queries.js";
import { rowOfNewTrial } from "./trial-row.js";
import { WriteQueue, type Transaction } from "./write-queue.js";

export interface CreateOptions extends Pick<StoreOptions, "digestCommands"> {
  path: string;
}

/** The store over an open connection, which it closes with itself. */
export function createStore(connection: Connection, { path, digestCommands }: CreateOptions): Store {
  const live = new LiveTrials({ digestCommands });
  const queue = new WriteQueue(transactionOf(connection, live));
  const recorder = new EventRecorder({ connection, queue, live });

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storeError(error, path);
    }
  };
  // Reading waits for its turn too: within somebody's transaction it would see what may yet be rolled back.
  const read = <T>(work: () => Promise<T>) => guarded(() => queue.alone(work));

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= guarded(async () => {
      await queue.close();
      await connection.close();
    });
    return closing;
  };

  return {
    ensureSchema: () => read(() => migrate(connection)),
    insertCampaign: (campaign) =>
      guarded(() => queue.write(() => insertRow(connection, "campaigns", { ...rowOfCampaign(campaign) }))),
    insertTrial: (trial) =>
      guarded(() => queue.write(() => insertRow(connection, "trials", rowOfNewTrial(trial, digestCommands)))),
    getCampaign: (id) => read(() => getCampaign(connection, id)),
    getTrials: (campaignId) => read(() => getTrials(connection, campaignId)),
    beginCampaign: (campaign) => guarded(() => recorder.beginCampaign(campaign)),
    beginTrial: (campaignId, started) => guarded(() => recorder.beginTrial(campaignId, started)),
    append: (trialId, events) => guarded(() => recorder.append(trialId, events)),
    listCampaigns: (page = {}) => read(() => listCampaigns(connection, page)),
    countTrials: (campaignId) => read(() => countCampaign(connection, campaignId)),
    listTrials: (which = {}) => read(() => listTrials(connection, which)),
    getTrial: (id) => read(() => getTrial(connection, id)),
    listFigures: (which) => read(() => listFigures(connection, which)),
    listCommands: (which) => read(() => listCommands(connection, which)),
    findTrials: (identities) => read(() => findTrials(connection, identities)),
    extendCampaign: (id, trialCount) => guarded(() => queue.write(() => extendCampaign(connection, id, trialCount))),
    getEvents: (trialId) => read(() => readEvents(connection, trialId)),
    rejudge: (trialId, rejudging) => guarded(() => queue.write(() => rejudge(connection, trialId, rejudging))),
    getVerdicts: (trialId) => read(() => readVerdicts(connection, trialId)),
    tableColumns: (table) => read(() => tableColumns(connection, table)),
    tableRows: (table, page) => read(() => tableRows(connection, table, page)),
    unfinishedTrials: () => read(() => unfinishedTrials(connection)),
    remainingClusters: () => read(() => remainingClusters(connection)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function transactionOf(connection: Connection, live: LiveTrials): Transaction {
  return {
    async begin() {
      // At once the writer: to become it later can fail without any waiting.
      await connection.run("BEGIN IMMEDIATE");
    },
    async commit() {
      await connection.run("COMMIT");
      live.committed();
    },
    async rollback() {
      live.rolledBack();
      // A full disk has rolled it back already.
      await connection.run("ROLLBACK").catch(() => undefined);
    },
  };
}
