import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresCluster } from "../postgres-cluster.js";

/** What a node's data say of where its timeline came from. */
export interface TimelineHistory {
  timeline: number;
  /** Where each earlier timeline was left. */
  text: string;
}

/**
 * Whether a node's data belong to a history of its own, one that no other node knows. Read from the data
 * folders, so it holds for servers that do not run, too.
 */
export async function hasHistoryOfItsOwn(cluster: PostgresCluster, node: string): Promise<boolean> {
  const own = (await timelineHistories(cluster, node)).at(-1);
  if (!own) return false;
  const others = cluster.nodes.filter((name) => name !== node);
  const histories = await Promise.all(others.map(async (name) => await timelineHistories(cluster, name)));
  return !histories.flat().some(({ timeline, text }) => timeline === own.timeline && text === own.text);
}

/** In the order of the timelines; none of a node that is on the first one. */
async function timelineHistories(cluster: PostgresCluster, node: string): Promise<TimelineHistory[]> {
  const folder = join(cluster.layout.data(node), "pg_wal");
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreAbsent);
  const names = (entries ?? []).filter((entry) => entry.isFile()).map(({ name }) => name);
  const histories = names
    .filter((name) => /^[0-9A-F]{8}\.history$/.test(name))
    .toSorted()
    .map(async (name) => ({
      timeline: Number.parseInt(name, 16),
      text: (await readFile(join(folder, name), "utf8").catch(ignoreAbsent)) ?? "",
    }));
  return await Promise.all(histories);
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}
