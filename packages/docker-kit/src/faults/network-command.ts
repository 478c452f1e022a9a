import type { DockerCluster } from "../docker-cluster.js";
import { containerName } from "../names.js";

/** With what a node's network is administered from outside of it. */
export type NetworkTool = "firewall" | "traffic_control";

const programs: Record<NetworkTool, string> = { firewall: "iptables", traffic_control: "tc" };

/**
 * For briefings: the command line that administers a node's firewall or traffic control, `{node}` standing for the
 * node's name. Its arguments are to be added at its end: those of iptables or of tc.
 */
export function networkCommand(cluster: DockerCluster, tool: NetworkTool): string {
  const { identity, docker, spec } = cluster;
  const target = containerName(identity, "{node}");
  return `${docker} run --rm --network container:${target} --cap-add NET_ADMIN ${spec.toolboxImage} ${programs[tool]}`;
}

/** A repair of a fault in a node's network, as an operator would type it with the briefed command. */
export function networkRepair(
  commandOf: (tool: NetworkTool) => string,
  { node, repairs }: { node: string; repairs: readonly { tool: NetworkTool; arguments: string }[] },
): string[] {
  return repairs.map((repair) => `${commandOf(repair.tool).replaceAll("{node}", node)} ${repair.arguments}`);
}
