import type { Context } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import type { DockerNode } from "../docker-node.js";
import type { ExecEnd } from "../exec.js";
import { statusOf } from "../outcome.js";
import { runOnce } from "../run-once.js";

/**
 * Runs a shell script in a node's network, from a container of its own that may administer that network, whatever the
 * node's image holds. Undefined when the node has none, because it does not run or does not exist.
 */
export async function inNetworkOf(
  cluster: DockerCluster,
  { node, script }: { node: DockerNode; script: string },
  context: Context,
): Promise<ExecEnd | undefined> {
  if (!(await hasNetwork(node, context))) return undefined;
  const sidecar = {
    identity: cluster.identity,
    image: cluster.spec.toolboxImage,
    // The script comes by standard input: a command line could be read in the list of containers.
    argv: ["sh", "-s"],
    network: `container:${node.containerName}`,
    capAdd: ["NET_ADMIN"],
    stdin: script,
  };
  try {
    return await runOnce(cluster.engine, sidecar, context);
  } catch (error) {
    context.signal.throwIfAborted();
    // The node may have ended meanwhile. Only then is there nothing to be done: an image may be lacking as well.
    if (statusOf(error) === undefined || (await hasNetwork(node, context))) throw error;
    return undefined;
  }
}

async function hasNetwork(node: DockerNode, context: Context): Promise<boolean> {
  const { status } = await node.state(context);
  return status === "running" || status === "paused";
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
