import { readFileSync } from "node:fs";
import type { Host } from "./host.js";

/** Whom a process runs as. */
export interface Account {
  uid: number;
  gid: number;
}

/** One for all clusters: PostgreSQL refuses root, and operators are given this as their group. */
export const serverAccount: Account = { uid: 60432, gid: 60432 };

/** Undefined for an ordinary user: then everything runs as that user. */
export function clusterAccount(host: Host): Account | undefined {
  return host.root ? serverAccount : undefined;
}

/**
 * Who may run `initdb`: it looks its own uid up in the user database, where the cluster's account need not
 * be, and refuses root. The files change hands afterwards. Undefined when nobody on this host will do.
 */
export function setupAccount(host: Host): Account | undefined {
  const accounts = readAccounts();
  if (!host.root) return accounts.find(({ uid }) => uid === host.uid);
  return accounts.find(({ name }) => name === "nobody") ?? accounts.find(({ uid }) => uid !== 0);
}

function readAccounts(): (Account & { name: string })[] {
  try {
    return readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .filter((fields) => fields.length >= 4)
      .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  } catch {
    return [];
  }
}
