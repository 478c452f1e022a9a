export const subjectName = "etcd";

export const clientPort = 2379;
export const peerPort = 2380;

/** Where the config volume is mounted in a member. */
export const configRoot = "/config";
export const configPath = `${configRoot}/etcd.yaml`;
export const dataRoot = "/data";
/** Below the volume's root, so that it can be removed and made again. */
export const dataPath = `${dataRoot}/etcd`;

/** What clients were told is written: one key for each number. */
export const ledgerPrefix = "/ledger/";
/** Written by every look, to see that a client can. */
export const checkKey = "/check";

/** The account an administrator has where authentication is on, which it is not by default. */
export const administrator = { name: "root", password: "etcd-admin" } as const;

export function nodeNames(members: number): string[] {
  return Array.from({ length: members }, (_, index) => `n${index + 1}`);
}

export function peerUrl(node: string): string {
  return `http://${node}:${peerPort}`;
}
