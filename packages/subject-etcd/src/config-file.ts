import type { Options } from "./options.js";
import { clientPort, dataPath, nodeNames, peerPort, peerUrl } from "./settings.js";

const mib = 1024 * 1024;

export type ConfigOptions = Pick<Options, "members" | "quotaMb">;

/** A member's configuration file as it is in a fresh cluster. */
export function freshConfig(node: string, { members, quotaMb }: ConfigOptions): string {
  const initial = nodeNames(members).map((name) => `${name}=${peerUrl(name)}`);
  return [
    `name: ${node}`,
    `data-dir: ${dataPath}`,
    `listen-client-urls: http://0.0.0.0:${clientPort}`,
    `advertise-client-urls: http://${node}:${clientPort}`,
    `listen-peer-urls: http://0.0.0.0:${peerPort}`,
    `initial-advertise-peer-urls: ${peerUrl(node)}`,
    `initial-cluster: ${initial.join(",")}`,
    "initial-cluster-state: new",
    "initial-cluster-token: etcd",
    "heartbeat-interval: 100",
    "election-timeout: 1000",
    "pre-vote: true",
    `quota-backend-bytes: ${quotaMb * mib}`,
    "auto-compaction-mode: revision",
    'auto-compaction-retention: "10000"',
    "enable-grpc-gateway: true",
    "strict-reconfig-check: true",
    "",
  ].join("\n");
}

/** The same for a member that joins a cluster which is there already. */
export function joiningConfig(node: string, options: ConfigOptions): string {
  return freshConfig(node, options).replace("initial-cluster-state: new", "initial-cluster-state: existing");
}
