import process from "node:process";

/** What of this process's surroundings decides how a cluster is run. */
export interface Host {
  /** -1 where the platform has no uids. */
  uid: number;
  root: boolean;
  /** Absolute path of the running Node. */
  node: string;
  /** `linux-x64` */
  platform: string;
}

export function thisHost(): Host {
  const uid = process.geteuid?.() ?? -1;
  return { uid, root: uid === 0, node: process.execPath, platform: `${process.platform}-${process.arch}` };
}
