import type { Context } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import { allSettled } from "../outcome.js";
import { programCalling } from "../programs/program-text.js";
import type { Reach } from "../programs/network-probe.js";
import { inNetworkOf, nodeLine } from "./namespace.js";

/** One attempt to connect, from the network of one node to another. */
export interface Attempt {
  from: string;
  to: string;
  host: string;
  port: number;
}

/** What became of each, by `FROM>TO:PORT`; attempts from nodes that do not run are left out. */
export async function reachBetween(
  cluster: DockerCluster,
  { attempts, limitMs }: { attempts: readonly Attempt[]; limitMs: number },
  context: Context,
): Promise<Record<string, Reach>> {
  const sources = [...new Set(attempts.map(({ from }) => from))];
  const found = await allSettled(
    sources.map(async (from) => {
      const ways = attempts.filter((attempt) => attempt.from === from);
      const script = nodeLine(reachProgram(ways, limitMs));
      const end = await inNetworkOf(cluster, { node: cluster.node(from), script }, context);
      return end?.exitCode === 0 ? Object.entries(named(ways, end.stdout)) : [];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** A program for `nodeLine` that makes the attempts. */
export function reachProgram(ways: readonly Attempt[], limitMs: number): string {
  const argument = { to: ways.map(({ host, port }) => ({ host, port })), limitMs };
  return programCalling("network-probe", { name: "reach", argument });
}

/** What it printed, by `FROM>TO:PORT`. */
export function named(ways: readonly Attempt[], printed: string): Record<string, Reach> {
  const reached = JSON.parse(printed) as Reach[];
  return Object.fromEntries(ways.map((way, index) => [nameOf(way), reached[index] ?? "blocked"]));
}

export function nameOf({ from, to, port }: Attempt): string {
  return `${from}>${to}:${port}`;
}

/** A refusal is an answer too. */
export function answered(reached: Reach | undefined): boolean {
  return reached === "open" || reached === "refused";
}
