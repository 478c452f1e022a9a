import type { ContainerCreateOptions } from "dockerode";
import type { ClusterSpec, NodeSpec } from "./cluster-spec.js";
import { labelsOf, type Identity } from "./labels.js";
import { adminName, containerName, keptAt, networkName, volumeName } from "./names.js";

const mib = 1024 * 1024;
/** What a container says is kept, and bounded. */
const logs = { Type: "json-file", Config: { "max-size": "8m", "max-file": "2" } };

/** What the engine is asked for to make one node. */
export function nodeOptions(identity: Identity, node: NodeSpec): ContainerCreateOptions {
  const published = node.ports.map((port) => `${port}/tcp`);
  return {
    name: containerName(identity, node.name),
    Image: node.image,
    Hostname: node.name,
    ...(node.entrypoint ? { Entrypoint: [...node.entrypoint] } : {}),
    Cmd: [...node.command],
    Env: Object.entries(node.env ?? {}).map(([name, value]) => `${name}=${value}`),
    Labels: labelsOf(identity, "node"),
    ExposedPorts: Object.fromEntries(published.map((port) => [port, {}])),
    HostConfig: {
      NetworkMode: networkName(identity),
      PortBindings: Object.fromEntries(published.map((port) => [port, [{ HostIp: "127.0.0.1", HostPort: "" }]])),
      Binds: node.volumes.map(({ purpose, at }) => `${volumeName(identity, { node: node.name, purpose })}:${at}`),
      RestartPolicy: { Name: node.restart ?? "no" },
      LogConfig: logs,
      ...(node.memoryMb === undefined ? {} : { Memory: node.memoryMb * mib, MemorySwap: node.memoryMb * mib }),
    },
    NetworkingConfig: { EndpointsConfig: { [networkName(identity)]: { Aliases: aliasesOf(node) } } },
  };
}

export function aliasesOf({ name, aliases }: Pick<NodeSpec, "name" | "aliases">): string[] {
  return [name, ...(aliases ?? [])];
}

/** The admin container. Nothing can be kept in it but in the nodes' volumes, so a reset need not replace it. */
export function adminOptions(identity: Identity, { nodes, toolboxImage }: ClusterSpec): ContainerCreateOptions {
  return {
    name: containerName(identity, adminName),
    Image: toolboxImage,
    Hostname: adminName,
    Entrypoint: ["sleep", "infinity"],
    Cmd: [],
    Labels: labelsOf(identity, "admin"),
    HostConfig: {
      NetworkMode: networkName(identity),
      Binds: nodes.flatMap(({ name, volumes }) =>
        volumes.map(({ purpose }) => `${volumeName(identity, { node: name, purpose })}:${keptAt(name, purpose)}`),
      ),
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "size=16m", "/run": "size=1m" },
      LogConfig: logs,
    },
    NetworkingConfig: { EndpointsConfig: { [networkName(identity)]: { Aliases: [adminName] } } },
  };
}

/** What the engine is asked for to make a node's volumes. */
export function volumeOptions(identity: Identity, node: NodeSpec) {
  return node.volumes.map(({ purpose, sizeMb }) => ({
    Name: volumeName(identity, { node: node.name, purpose }),
    Driver: "local",
    DriverOpts: sizeMb === undefined ? {} : { type: "tmpfs", device: "tmpfs", o: `size=${sizeMb}m` },
    Labels: labelsOf(identity, "volume"),
  }));
}
