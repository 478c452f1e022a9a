import type { Briefing } from "@eval/core";
import { networkCommand, type DockerCluster, type NodeSight } from "@eval/docker-kit";
import { administrator, clientPort, configPath, configRoot, dataPath, peerPort } from "./settings.js";

/** All an administrator is told. Knows nothing but how the cluster was made and at which ports it is reached now. */
export function briefingOf(cluster: DockerCluster, sights: readonly NodeSight[]): Briefing {
  return {
    summary: summaryOf(cluster),
    endpoints: sights.flatMap(({ name, ports }) =>
      ports[clientPort] === undefined ? [] : [{ name, url: `http://127.0.0.1:${ports[clientPort]}` }],
    ),
    nodes: cluster.nodes.map(({ name, containerName }) => ({
      name,
      description: `etcd member in the container ${containerName}; configuration: /nodes/${name}/config/etcd.yaml, data: /nodes/${name}/data/etcd in ${cluster.admin.containerName}`,
    })),
    commands: commandsOf(cluster),
  };
}

function summaryOf(cluster: DockerCluster): string {
  const names = cluster.nodes.map(({ name }) => name);
  return `An etcd cluster of ${names.length} members, each in a Docker container: ${names.join(", ")}. Members reach each other on the Docker network ${cluster.network} by these names, at port ${peerPort} as peers and ${clientPort} as clients; port ${clientPort} is also published on 127.0.0.1, at a port that changes at every start. Clients know all members, connect without an account and write keys below /ledger/. What they were told is written must never be lost.

Healthy means: every member listed here runs, answers quickly, is a voting member under its own name with the peer URL http://NAME:${peerPort}, and follows the same leader; no alarm is raised; space is left below the quota; and clients can write and read.

Everything is administered with the docker command. A member reads ${configPath} when it starts and keeps its data in ${dataPath}. The container ${cluster.admin.containerName} belongs to the cluster: it keeps the members' volumes mounted, at /nodes/NAME${configRoot} and /nodes/NAME/data, and has a shell and the usual tools, so that files of stopped members can be read and edited there. Members' own images may have no shell; etcdctl is in them. Authentication is off, and clients depend on that; should it be on, the administrator's account is ${administrator.name} with the password ${administrator.password}.`;
}

function commandsOf(cluster: DockerCluster): Briefing["commands"] {
  const { docker, network, admin, identity } = cluster;
  const container = `${network}-{node}`;
  const on = (verb: string) => `${docker} ${verb} ${container}`;
  const inAdmin = `${docker} exec -i ${admin.containerName}`;
  return {
    status: { summary: "all containers of the cluster", command: `${docker} ps -a --filter name=${network}-` },
    members: {
      summary: "the members, as this node knows them",
      command: `${docker} exec ${container} etcdctl member list`,
    },
    endpoints: {
      summary: "leader, term, size and errors of all members, asked from this node",
      command: `${docker} exec ${container} etcdctl endpoint status --cluster -w table`,
    },
    etcdctl: { summary: "etcdctl on this node; append its arguments", command: `${docker} exec ${container} etcdctl` },
    start: { summary: "start a node's container", command: on("start") },
    stop: { summary: "stop a node's container", command: on("stop -t 1") },
    restart: { summary: "stop and start a node's container", command: on("restart -t 1") },
    resume: { summary: "continue a container that was paused", command: on("unpause") },
    logs: { summary: "the end of a node's log", command: on("logs --tail 60") },
    inspect: { summary: "all the engine knows of a node's container", command: on("inspect") },
    connect: {
      summary: "put a node back on the cluster's network, under its name",
      command: `${docker} network connect --alias {node} ${network} ${container}`,
    },
    config_read: { summary: "a node's configuration", command: `${inAdmin} cat /nodes/{node}/config/etcd.yaml` },
    config_write: {
      summary: "replace a node's configuration by standard input",
      command: `${inAdmin} tee /nodes/{node}/config/etcd.yaml`,
    },
    files: { summary: "run a program on the files of all nodes, stopped ones too; append it", command: inAdmin },
    firewall: {
      summary: "packet filter of a node's network; append iptables' arguments",
      command: networkCommand(cluster, "firewall"),
    },
    traffic_control: {
      summary: "traffic control of a node's network; append tc's arguments",
      command: networkCommand(cluster, "traffic_control"),
    },
    everything: {
      summary: "all containers that were made with the cluster",
      command: `${docker} ps -a --filter label=eval.cluster=${identity.clusterId}`,
    },
  };
}
