import { describe, isHarnessError, type Context, type Lacking } from "@eval/core";
import { findDockerCli } from "./docker-cli.js";
import { connectEngine, engineHint } from "./engine.js";
import { orAborted } from "./outcome.js";

/** What keeps any cluster in Docker from being made here, or from being administered. Creates nothing. */
export async function preflightDocker(context: Context): Promise<Lacking[]> {
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
