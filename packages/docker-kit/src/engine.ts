import { statSync } from "node:fs";
import process from "node:process";
import { describe, HarnessError, type Context } from "@eval/core";
import type Dockerode from "dockerode";
import { getContainerRuntimeClient, type ContainerRuntimeClient } from "testcontainers";
import { orAborted } from "./outcome.js";

/** A Docker engine of this host, as testcontainers finds it: its settings, DOCKER_HOST or the usual sockets. */
export interface Engine {
  client: ContainerRuntimeClient;
  docker: Dockerode;
  /** Path of its unix socket. */
  socket: string;
}

/**
 * Nothing here lets testcontainers start its reaper, whose image may be absent, and which would end a cluster with the
 * process that made it: what is left is swept by label. Rejects with `host_lacking` when no engine answers, or one that
 * is reached over the network: nodes publish their ports on the engine's host, for that host alone.
 */
export async function connectEngine({ signal }: Pick<Context, "signal">): Promise<Engine> {
  let client: ContainerRuntimeClient;
  try {
    client = await orAborted(getContainerRuntimeClient(), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw lacking(`no Docker engine answers${atHost()}: ${describe(error)}`, error);
  }
  const docker = client.container.dockerode;
  const socket = socketOf(docker);
  if (socket === undefined) throw lacking(`the Docker engine${atHost()} is not on a unix socket of this machine`);
  return { client, docker, socket };
}

/** For a process that is to find the engine another one worked with. Before it connects; what it was told itself stays. */
export function preferEngine(socket: string): void {
  // oxlint-disable-next-line no-restricted-properties -- testcontainers takes its settings from nowhere else
  process.env["DOCKER_HOST"] ??= `unix://${socket}`;
}

export const engineHint =
  "Install and start Docker, let this user use it (the group docker), or set DOCKER_HOST to a unix socket of this machine where one answers (unix:///PATH).";

function lacking(message: string, cause?: unknown): HarnessError {
  return new HarnessError("host_lacking", { message, hint: engineHint, cause });
}

function atHost(): string {
  // oxlint-disable-next-line no-restricted-properties -- for words alone
  const host = process.env["DOCKER_HOST"];
  return host === undefined ? "" : ` at DOCKER_HOST=${host}`;
}

/** The group that may use the engine's socket; undefined where the socket grants its group nothing. */
export function socketGroup({ socket }: Pick<Engine, "socket">): number | undefined {
  const { gid, mode } = statSync(socket);
  return (mode & 0o060) === 0o060 ? gid : undefined;
}

function socketOf({ modem }: Dockerode): string | undefined {
  const { socketPath } = modem as { socketPath?: unknown };
  return typeof socketPath === "string" ? socketPath : undefined;
}
