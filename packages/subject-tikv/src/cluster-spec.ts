import type { ClusterSpec, NodeSpec } from "@eval/docker-kit";
import { httpTool, httpToolText } from "./http-tool.js";
import type { Options } from "./options.js";
import { pdConfig } from "./pd-config.js";
import { tikvConfig } from "./tikv-config.js";
import {
  configFile,
  mountsOf,
  pdClientUrl,
  pdPeerUrl,
  ports,
  portsOf,
  storeAddress,
  subjectName,
  topologyOf,
  type Kind,
  type Member,
  type Topology,
} from "./topology.js";

/** Of a PD's data volume, in MiB: its log is kept in files of 64 MiB that are made beforehand. */
const pdDataMb = 512;
const configMb = 1;

/** The containers of a cluster with these options. Pure: another process gets the same. */
export function clusterSpec(options: Options): ClusterSpec {
  const topology = topologyOf(options);
  return {
    subject: subjectName,
    toolboxImage: options.toolboxImage,
    nodes: topology.members.map((member) => nodeSpec(member, topology, options)),
  };
}

function nodeSpec({ name, kind }: Member, topology: Topology, options: Options): NodeSpec {
  const mounts = mountsOf[kind];
  const config = `${mounts.config}/${configFile}`;
  return {
    name,
    image: kind === "pd" ? options.pdImage : options.tikvImage,
    entrypoint: [kind === "pd" ? "/pd-server" : "/tikv-server"],
    command: kind === "pd" ? pdFlags(name, config) : tikvFlags(name, { config, topology }),
    ports: portsOf(kind).filter((port) => port !== ports.pdPeer),
    volumes: [
      { purpose: "data", at: mounts.data, sizeMb: kind === "pd" ? pdDataMb : options.storeMb },
      { purpose: "config", at: mounts.config, sizeMb: configMb },
    ],
    files: [
      { path: config, text: configText(kind, topology, options) },
      ...(name === topology.pds[0]
        ? [
            {
              path: `${mounts.config}/${httpTool}`,
              text: httpToolText({ pds: topology.pds.map(pdClientUrl), statusPort: ports.storeStatus }),
            },
          ]
        : []),
    ],
    memoryMb: options.memoryMb,
  };
}

/** A server's configuration as it is in a fresh cluster. */
export function configText(kind: Kind, topology: Topology, options: Pick<Options, "memoryMb">): string {
  return kind === "pd" ? pdConfig(topology) : tikvConfig(options);
}

function pdFlags(name: string, config: string): string[] {
  return [
    `--name=${name}`,
    `--data-dir=${mountsOf.pd.data}`,
    `--client-urls=http://0.0.0.0:${ports.pdClient}`,
    `--advertise-client-urls=${pdClientUrl(name)}`,
    `--peer-urls=http://0.0.0.0:${ports.pdPeer}`,
    `--advertise-peer-urls=${pdPeerUrl(name)}`,
    `--config=${config}`,
  ];
}

function tikvFlags(name: string, { config, topology }: { config: string; topology: Topology }): string[] {
  return [
    `--addr=0.0.0.0:${ports.store}`,
    `--advertise-addr=${storeAddress(name)}`,
    `--status-addr=0.0.0.0:${ports.storeStatus}`,
    `--advertise-status-addr=${name}:${ports.storeStatus}`,
    `--data-dir=${mountsOf.tikv.data}`,
    `--pd-endpoints=${topology.pds.map((pd) => `${pd}:${ports.pdClient}`).join(",")}`,
    `--config=${config}`,
  ];
}
