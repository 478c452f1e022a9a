import type { Briefing } from "@eval/core";
import type { DockerCluster } from "@eval/docker-kit";
import { httpTool } from "./http-tool.js";
import { configFile, mountsOf, pdClientUrl, storeAddress, type Kind, type Topology } from "./topology.js";

export interface BriefingSource {
  topology: Topology;
  docker: Pick<DockerCluster, "docker" | "network"> & { admin: { containerName: string } };
  /** Command lines that open a node's network rules, by purpose. */
  networkCommands: Briefing["commands"];
}

/** All an administrator is told. Knows nothing but how the cluster was made. */
export function briefingOf(source: BriefingSource): Briefing {
  const { topology } = source;
  return {
    summary: summaryOf(source),
    endpoints: [
      ...topology.pds.map((name) => ({ name, url: pdClientUrl(name) })),
      ...topology.stores.map((name) => ({ name, url: `tikv://${storeAddress(name)}` })),
    ],
    nodes: topology.members.map(({ name, kind }) => ({ name, description: descriptionOf(name, kind, source) })),
    commands: { ...commandsOf(source), ...source.networkCommands },
  };
}

function descriptionOf(name: string, kind: Kind, { docker }: BriefingSource): string {
  const what = kind === "pd" ? "PD server" : "TiKV server";
  return `${what}, container ${docker.network}-${name}; data in ${mountsOf[kind].data}, configuration in ${mountsOf[kind].config}/${configFile}`;
}

function summaryOf({ topology, docker }: BriefingSource): string {
  const { pds, stores } = topology;
  return `A TiKV cluster in Docker: ${pds.length} PD servers (${pds.join(", ")}) and ${stores.length} TiKV servers (${stores.join(", ")}), each a container called ${docker.network}-NODE on the network ${docker.network}, where NODE is its host name. Clients use RawKV through PD; three replicas of each region are kept, and what clients were told is written must never be lost.

Healthy means: every server listed here runs and answers quickly, PD has all its members and a leader, every TiKV server is exactly one store that is Up, with room on its disk, PD knows no other stores, no region lacks a replica or has one that is down or behind, scheduling is on with the limits that the servers' configuration files set, no scheduler keeps leaders or regions away from a store, and clients can write and read.

Servers do not restart by themselves. The container ${docker.admin.containerName} is a part of the cluster: it has the data and configuration of every server at /nodes/NODE/data and /nodes/NODE/config/${configFile}, also while that server is down; nothing but these two folders outlives a server. PD is asked through its HTTP API with the command "pd". A PD server that is to join a cluster which exists needs join = "http://NAME:2379,…" in its configuration in place of initial-cluster, an empty data folder, and that PD has no member of its name.`;
}

function commandsOf({ docker: { docker, network, admin }, topology }: BriefingSource): Briefing["commands"] {
  const node = `${network}-{node}`;
  const inside = `${docker} exec ${admin.containerName}`;
  const tool = `${inside} node /nodes/${topology.pds[0]}/config/${httpTool}`;
  return {
    status: {
      summary: "all containers of the cluster and their state",
      command: `${docker} ps --all --filter name=${network}- --format '{{.Names}}: {{.Status}}'`,
    },
    inspect: { summary: "a node's container in detail", command: `${docker} inspect ${node}` },
    start: { summary: "start a node", command: `${docker} start ${node}` },
    stop: { summary: "stop a node", command: `${docker} stop --time 5 ${node}` },
    restart: { summary: "stop and start a node", command: `${docker} restart --time 5 ${node}` },
    resume: { summary: "continue a paused node", command: `${docker} unpause ${node}` },
    logs: { summary: "the end of a node's log", command: `${docker} logs --tail 100 ${node}` },
    pd: {
      summary: "ask PD; append METHOD, path and perhaps JSON, e.g. GET /pd/api/v1/stores",
      command: `${tool} pd`,
    },
    store: {
      summary: "ask a TiKV server's status port; append METHOD and path, e.g. GET /status",
      command: `${tool} store {node}`,
    },
    config: { summary: "a node's configuration", command: `${inside} cat /nodes/{node}/config/${configFile}` },
    files: { summary: "the files of a node's data folder", command: `${inside} ls -lA /nodes/{node}/data` },
    disk: { summary: "the space of a node's data folder", command: `${inside} df -k /nodes/{node}/data` },
    shell: { summary: "run a shell script in the admin container; append it as one word", command: `${inside} sh -c` },
    wipe: {
      summary: "empty the data folder of a node that is stopped",
      command: `${inside} find /nodes/{node}/data -mindepth 1 -delete`,
    },
    network: { summary: "the network and who is on it", command: `${docker} network inspect ${network}` },
    connect: {
      summary: "put a node on the network under its name",
      command: `${docker} network connect --alias {node} ${network} ${node}`,
    },
  };
}
