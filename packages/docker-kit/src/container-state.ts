import type { ContainerInfo, ContainerInspectInfo } from "dockerode";

/** `missing`: there is no such container. `exited` covers one that was made and never started. */
export type ContainerStatus = "running" | "paused" | "restarting" | "exited" | "missing";

export interface ContainerState {
  status: ContainerStatus;
  /** As the engine writes it; null when it never ran. */
  startedAt: string | null;
  /** Of its last end; null while it runs. */
  exitCode: number | null;
}

/** How one look at the engine shows a node. */
export interface NodeSight {
  name: string;
  status: ContainerStatus;
  /** Host ports on 127.0.0.1 by the container's TCP port; empty unless it runs and is connected. */
  ports: Readonly<Record<number, number>>;
  /** Whether it is on the cluster's network. */
  connected: boolean;
}

export function statusFrom(state: string): ContainerStatus {
  switch (state) {
    case "running":
    case "paused":
    case "restarting":
      return state;
    case "removing":
      return "missing";
    default:
      return "exited";
  }
}

export function stateFrom({ State }: Pick<ContainerInspectInfo, "State">): ContainerState {
  const never = State.StartedAt.startsWith("0001-");
  return {
    status: statusFrom(State.Status),
    startedAt: never ? null : State.StartedAt,
    exitCode: State.Running || never ? null : State.ExitCode,
  };
}

/** @param info what the engine lists under the node's container name; undefined when nothing */
export function sightOf(
  { name, network }: { name: string; network: string },
  info: Pick<ContainerInfo, "State" | "Ports" | "NetworkSettings"> | undefined,
): NodeSight {
  if (!info) return { name, status: "missing", ports: {}, connected: false };
  const published = info.Ports.filter((port) => port.Type === "tcp" && port.PublicPort);
  return {
    name,
    status: statusFrom(info.State),
    ports: Object.fromEntries(published.map((port) => [port.PrivatePort, port.PublicPort])),
    connected: network in info.NetworkSettings.Networks,
  };
}
