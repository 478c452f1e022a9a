import { statSync } from "node:fs";
import process from "node:process";
import { describe, HarnessError, type Context } from "@eval/core";
import type Dockerode from "dockerode";
import { getContainerRuntimeClient, type ContainerRuntimeClient } from "testcontainers";
import { orAborted } from "./outcome.js";

/** The Docker engine of this host, as testcontainers finds it: its settings, DOCKER_HOST or the usual sockets. */
export interface Engine {
  client: ContainerRuntimeClient;
  docker: Dockerode;
  /** Path of its unix socket; null where it is reached otherwise. */
  socket: string | null;
}

/** Rejects with `host_lacking` when no engine answers. */
export async function connectEngine({ signal }: Pick<Context, "signal">): Promise<Engine> {
  // Its reaper is an image that may be absent, and it would end a cluster with the process that made it. We sweep by label.
  // oxlint-disable-next-line no-restricted-properties -- testcontainers takes its settings from nowhere else
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
  try {
    const client = await orAborted(getContainerRuntimeClient(), signal);
    const docker = client.container.dockerode;
    return { client, docker, socket: socketOf(docker) };
  } catch (error) {
    signal.throwIfAborted();
    throw new HarnessError("host_lacking", {
      message: `no Docker engine answers: ${describe(error)}`,
      hint: engineHint,
      cause: error,
    });
  }
}

export const engineHint =
  "Install and start Docker, let this user use it (the group docker), or set DOCKER_HOST to an engine that answers.";

/** The group that may use the engine's socket; undefined where the socket grants its group nothing, or there is none. */
export function socketGroup({ socket }: Pick<Engine, "socket">): number | undefined {
  if (socket === null) return undefined;
  const { gid, mode } = statSync(socket);
  return (mode & 0o060) === 0o060 ? gid : undefined;
}

function socketOf({ modem }: Dockerode): string | null {
  const { socketPath } = modem as { socketPath?: unknown };
  return typeof socketPath === "string" ? socketPath : null;
}
