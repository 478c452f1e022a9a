import { describe, type Clock } from "@eval/core";
import type { Store } from "@eval/store";
import type { Io } from "../io.js";
import { printableLine } from "../text/printable.js";
import { livenessOf } from "./process-identity.js";
import { settleCluster, settleTrial } from "./settle.js";

export interface SettleOptions {
  store: Store;
  io: Io;
  clock: Clock;
  say: (line: string) => void;
  /** Also trials of which it cannot be told whether their harness is dead. @default false */
  force?: boolean;
}

export interface Settlement {
  what: "trial" | "cluster";
  trialId: number;
  campaignId: number;
  clusterId: string;
  /** `left`: its run is alive, or may be. `failed`: something could not be removed; the next run tries again. */
  did: "settled" | "left" | "failed";
  why: string | null;
}

/**
 * Settles every trial that a dead run left unfinished, and every cluster that it left behind. What
 * cannot be removed is reported and stays recorded as left. Rejects only when the store does.
 */
export async function settleRemains(options: SettleOptions): Promise<Settlement[]> {
  const { store, io, clock } = options;
  const settling = { store, clock, cwd: io.cwd };
  const trials: Settlement[] = [];
  for (const trial of await store.unfinishedTrials()) {
    const remains = { ...trial, trialId: trial.id, what: "trial" as const };
    trials.push(await settleOne(remains, options, () => settleTrial(trial, settling)));
  }
  const clusters: Settlement[] = [];
  for (const cluster of await store.remainingClusters()) {
    // What was not settled with its trial cannot be settled without it.
    if (trials.some(({ clusterId }) => clusterId === cluster.clusterId)) continue;
    const remains = { ...cluster, what: "cluster" as const };
    clusters.push(await settleOne(remains, options, () => settleCluster(cluster, settling)));
  }
  return [...trials, ...clusters];
}

const tellAfterMs = 2000;

type Remains = Pick<Settlement, "what" | "trialId" | "campaignId" | "clusterId"> & { process: unknown };

async function settleOne(remains: Remains, options: SettleOptions, work: () => Promise<void>): Promise<Settlement> {
  const { io, say, force = false } = options;
  const { what, trialId, campaignId, clusterId } = remains;
  const settlement = { what, trialId, campaignId, clusterId };
  const name =
    what === "trial" ? `trial ${trialId} of campaign ${campaignId}` : `cluster ${clusterId} of campaign ${campaignId}`;
  const liveness = await livenessOf(remains.process, io);
  if (liveness.state === "alive") return { ...settlement, did: "left", why: `its run is alive${pidText(remains)}` };
  if (liveness.state === "unknown" && !force) {
    say(`${name} is not finished and left alone: ${liveness.why} (\`${io.program} sweep --force\` ends it)`);
    return { ...settlement, did: "left", why: liveness.why };
  }
  // Removing a cluster may take half a minute.
  const telling = setTimeout(() => say(`${name} was left by a run that died: cleaning up …`), tellAfterMs);
  try {
    await work();
    say(`${name} was left by a run that died: cleaned up`);
    return { ...settlement, did: "settled", why: null };
  } catch (error) {
    const why = printableLine(describe(error), 300);
    say(`warning: ${name} was left by a run that died and could not be cleaned up: ${why}`);
    return { ...settlement, did: "failed", why };
  } finally {
    clearTimeout(telling);
  }
}

function pidText({ process }: Remains): string {
  const pid = process !== null && typeof process === "object" && "pid" in process ? process.pid : undefined;
  return typeof pid === "number" ? `, process ${pid}` : "";
}
