import type { Context } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import { programCalling } from "../programs/program-text.js";

/** A request that any healthy node answers at once, and where. */
export type Request = { port: number; text: string };

/**
 * Milliseconds from request to first byte, of some requests. The least of them says how long it takes at the least, on
 * a machine however busy; the (lower) median what is usual.
 */
export type FirstByte = { least: number; median: number };

const limitMs = 5000;

/**
 * Each node's time from request to first byte, by name: asked from the admin container, on a new connection each time
 * that is up by then. Null for a node that leaves a request unanswered for 5 s, or does not run.
 */
export async function firstByteOf(
  cluster: DockerCluster,
  look: { nodes: readonly string[]; request: Request; times: number },
  context: Context,
): Promise<Record<string, FirstByte | null>> {
  const addresses = await Promise.all(look.nodes.map((node) => cluster.node(node).ip(context)));
  const to = look.nodes.flatMap((node, index) => {
    const host = addresses[index];
    return host === undefined ? [] : [{ node, host, port: look.request.port }];
  });
  const argument = {
    to: to.map(({ host, port }) => ({ host, port })),
    request: look.request.text,
    times: look.times,
    limitMs,
  };
  const stdin = programCalling("network-probe", { name: "firstByte", argument });
  const end = await cluster.admin.exec(["node", "--input-type=module", "-"], { stdin }, context);
  if (end.exitCode !== 0) throw new Error(`measuring from the admin container failed: ${end.stderr.trim()}`);
  const taken = JSON.parse(end.stdout) as (number | null)[][];
  const measured = new Map(to.map(({ node }, index) => [node, summary(taken[index] ?? [])]));
  return Object.fromEntries(look.nodes.map((node) => [node, measured.get(node) ?? null]));
}

/** To a tenth of a millisecond; null unless every request was answered. */
export function summary(taken: readonly (number | null)[]): FirstByte | null {
  const answers = taken.filter((ms) => ms !== null).sort((a, b) => a - b);
  const [least] = answers;
  const median = answers[Math.floor((answers.length - 1) / 2)];
  if (least === undefined || median === undefined || answers.length < taken.length) return null;
  return { least: Math.round(least * 10) / 10, median: Math.round(median * 10) / 10 };
}
