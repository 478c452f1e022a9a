import { describe, isHarnessError, type Context, type HostCapability, type Lacking } from "@eval/core";
import { findDockerCli } from "./docker-cli.js";
import { connectEngine, engineHint } from "./engine.js";
import { orAborted } from "./outcome.js";
import type { HostNetwork } from "./faults/preflight-network.js";

/**
 * What keeps a cluster in Docker from being made here or from being administered, and what its chaos types lack.
 * Creates nothing that lasts.
 */
export async function preflightDocker(
  wanted: { needs: readonly HostCapability[]; toolboxImage: string; network: HostNetwork },
  context: Context,
): Promise<Lacking[]> {
  const lacking = await lackingEngine(context);
  return lacking.length > 0 ? lacking : await wanted.network.preflight(wanted, context);
}

async function lackingEngine(context: Context): Promise<Lacking[]> {
  const lacking: Lacking[] = [];
  try {
    const { docker } = await connectEngine(context);
    await orAborted(docker.ping(), context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    const message = isHarnessError(error) ? error.message : `the Docker engine does not answer: ${describe(error)}`;
    lacking.push({ capability: "docker", message, hint: engineHint });
  }
  if (!findDockerCli()) {
    lacking.push({
      capability: "docker_cli",
      message: "The docker command is not installed, with which operators administer the cluster.",
      hint: "Install the Docker CLI (Debian: docker.io or docker-cli) in /usr/bin or /usr/local/bin.",
    });
  }
  return lacking;
}
