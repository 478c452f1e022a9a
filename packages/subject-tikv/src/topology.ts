import type { Options } from "./options.js";

/** By it everything in Docker is labelled, and found again. */
export const subjectName = "tikv";

export type Kind = "pd" | "tikv";

export const ports = { pdClient: 2379, pdPeer: 2380, store: 20160, storeStatus: 20180 } as const;

/** One server. Its name is also its host name within the cluster's network. */
export interface Member {
  name: string;
  kind: Kind;
}

/** Names of all servers there ought to be, and where they find each other. Follows from the counts alone. */
export interface Topology {
  pds: readonly string[];
  stores: readonly string[];
  members: readonly Member[];
}

export function topologyOf({ pds, stores }: Pick<Options, "pds" | "stores">): Topology {
  const pdNames = numbered("pd", pds);
  const storeNames = numbered("tikv", stores);
  return {
    pds: pdNames,
    stores: storeNames,
    members: [
      ...pdNames.map((name): Member => ({ name, kind: "pd" })),
      ...storeNames.map((name): Member => ({ name, kind: "tikv" })),
    ],
  };
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/** How a store registers itself with PD. */
export function storeAddress(name: string): string {
  return `${name}:${ports.store}`;
}

export function pdClientUrl(name: string): string {
  return `http://${name}:${ports.pdClient}`;
}

export function pdPeerUrl(name: string): string {
  return `http://${name}:${ports.pdPeer}`;
}

/** Ports on which other servers and clients reach it. */
export function portsOf(kind: Kind): number[] {
  return kind === "pd" ? [ports.pdClient, ports.pdPeer] : [ports.store, ports.storeStatus];
}

/** Where a server's volumes are mounted in its own container, by what they hold. */
export const mountsOf: Readonly<Record<Kind, { data: string; config: string }>> = {
  pd: { data: "/data", config: "/etc/pd" },
  tikv: { data: "/data", config: "/etc/tikv" },
};

/** In the configuration volume of every server. */
export const configFile = "config.toml";
