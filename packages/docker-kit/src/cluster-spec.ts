/** A bounded place for a node's data. */
export interface VolumeSpec {
  /** What it holds, in one word: part of its name, and of its place in the admin container. */
  purpose: string;
  /** Absolute path in the node. */
  at: string;
  /** Size in MiB, held in memory: full means ENOSPC, and the host's disk is never touched. Absent: an unbounded volume on the host's disk. */
  sizeMb?: number;
}

export interface FileSpec {
  /** Absolute path in the node; inside of a volume the admin container sees it too. */
  path: string;
  text: string;
}

export type RestartPolicy = "no" | "on-failure" | "unless-stopped" | "always";

/** One container of a cluster. JSON, so that another process can make the same again. */
export interface NodeSpec {
  /** Logical name, unique in the cluster and its host name on the cluster's network: `n1`. Not `admin`. */
  name: string;
  image: string;
  /** @default the image's */
  entrypoint?: readonly string[];
  command: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** TCP ports published on 127.0.0.1, each at a host port of the engine's choice that moves at every start. */
  ports: readonly number[];
  volumes: readonly VolumeSpec[];
  /** Put into the container before it starts for the first time. */
  files?: readonly FileSpec[];
  /** Limit in MiB. @default none */
  memoryMb?: number;
  /** Further host names on the cluster's network. */
  aliases?: readonly string[];
  /** @default "no" */
  restart?: RestartPolicy;
  /** Its container is started before those of others, which look for it when they start. @default false */
  seed?: boolean;
}

export interface ClusterSpec {
  /** The subject's name: the first part of all names. */
  subject: string;
  nodes: readonly NodeSpec[];
  /** Image of the admin container and of sidecars: sh, coreutils, findutils, iproute2, iptables, nodejs. */
  toolboxImage: string;
}
