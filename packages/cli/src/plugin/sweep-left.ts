import {
  counted,
  seededRandom,
  silentLogger,
  systemClock,
  withDeadline,
  type EvalSubject,
  type Plugin,
} from "@eval/core";
import type { Io } from "../io.js";
import { leftRecords } from "./cluster-record.js";

/** For sweeping one cluster, in ms. */
const sweepMs = 60_000;

/** Removes the clusters of checks of this plugin that died. Rejects when that fails; the next try goes on. */
export async function sweepLeft(plugin: Plugin, io: Io, say: (line: string) => void): Promise<void> {
  for (const record of await leftRecords(plugin, io)) {
    const { clusterIds } = record;
    for (const clusterId of clusterIds) await sweep(plugin.subject, clusterId);
    await record.forget();
    say(`a check that died was tidied up after: ${counted(clusterIds.length, "cluster")} swept`);
  }
}

function sweep(subject: EvalSubject, clusterId: string): Promise<void> {
  const surroundings = { clusterId, random: seededRandom("sweep"), clock: systemClock, log: silentLogger };
  return withDeadline(surroundings, { doing: `sweeping the cluster ${clusterId}`, ms: sweepMs }, (context) =>
    subject.sweep(clusterId, context),
  );
}
