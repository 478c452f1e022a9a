import type { Context } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import type { DockerNode } from "../docker-node.js";
import type { ExecEnd } from "../exec.js";
import { accepting } from "../outcome.js";
import { runOnce } from "../run-once.js";

/** There is no such container, or it does not run (any more). */
const noNamespace = [404, 409];

/**
 * Runs a shell script in a node's network, from a container of its own that may administer that network, whatever the
 * node's image holds. Undefined when the node has none, because it does not run or does not exist.
 */
export async function inNetworkOf(
  cluster: DockerCluster,
  { node, script }: { node: DockerNode; script: string },
  context: Context,
): Promise<ExecEnd | undefined> {
  const { status } = await node.state(context);
  if (status !== "running" && status !== "paused") return undefined;
  const sidecar = {
    identity: cluster.identity,
    image: cluster.spec.toolboxImage,
    // The script comes by standard input: a command line could be read in the list of containers.
    argv: ["sh", "-s"],
    network: `container:${node.containerName}`,
    capAdd: ["NET_ADMIN"],
    stdin: script,
  };
  return await accepting(noNamespace, runOnce(cluster.engine, sidecar, context));
}

/** A line of a script that runs a program of Node. */
export function nodeLine(program: string): string {
  return `node --input-type=module - <<'END_OF_PROGRAM'\n${program}\nEND_OF_PROGRAM`;
}

/** Rejects unless the script ended well. */
export function expectEnd(end: ExecEnd | undefined, doing: string): ExecEnd {
  if (end?.exitCode === 0) return end;
  const why = end ? end.stderr.trim() || `exit code ${end.exitCode}` : "the node does not run";
  throw new Error(`${doing} failed: ${why}`);
}
