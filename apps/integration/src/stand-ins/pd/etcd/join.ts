import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PdOptions } from "../pd-options.js";
import { etcdClient, type EtcdMember } from "./etcd-client.js";

/** With which members etcd is to start. */
export interface InitialCluster {
  initialCluster: string;
  initialClusterState: "new" | "existing";
}

/**
 * What `--join` does in PD: nothing where there is data; otherwise this member is added to the cluster that the other
 * PD names. What it was told is kept in a file, by which it begins again where its etcd ended before it took part: a
 * peer that lags may not know of the new member yet. Rejects with PD's words when the member list already has this name.
 */
export async function prepareJoin(options: PdOptions): Promise<InitialCluster> {
  if (options.join === "") return { initialCluster: options.initialCluster, initialClusterState: "new" };
  if (options.join === options.advertiseClientUrls) throw new Error("join self is forbidden");
  const kept = join(options.dataDir, "join");
  const told = textOf(kept);
  if (told !== undefined) return { initialCluster: told, initialClusterState: "existing" };
  if (hasEntries(join(options.dataDir, "member"))) {
    return { initialCluster: `${options.name}=${options.advertisePeerUrls}`, initialClusterState: "existing" };
  }
  const etcd = etcdClient(await answering(options.join.split(",")));
  const decision = decideJoin(await etcd.members(), options);
  if (decision.add) await etcd.addMember(options.advertisePeerUrls.split(","));
  const initialCluster = joinedCluster(await etcd.members(), options);
  mkdirSync(options.dataDir, { recursive: true });
  writeFileSync(kept, initialCluster);
  return { initialCluster, initialClusterState: "existing" };
}

type Joining = Pick<PdOptions, "name" | "advertisePeerUrls">;

/** Whether this member must be added. Throws when it may not join. */
export function decideJoin(members: readonly EtcdMember[], joining: Joining): { add: boolean } {
  const unstarted = members.filter(({ name }) => name === "");
  const stranger = unstarted.find((member) => !isUs(member, joining));
  if (stranger) throw new Error(`there is a member ${stranger.id} that has not joined successfully`);
  if (members.some(({ name }) => name === joining.name)) throw new Error("missing data or join a duplicated pd");
  return { add: unstarted.length === 0 };
}

const isUs = (member: EtcdMember, joining: Joining): boolean =>
  [...member.peerUrls].sort().join() === joining.advertisePeerUrls.split(",").sort().join();

const joinedCluster = (members: readonly EtcdMember[], joining: Joining): string =>
  members
    .flatMap((member) => member.peerUrls.map((url) => `${member.name === "" ? joining.name : member.name}=${url}`))
    .join(",");

async function answering(urls: readonly string[]): Promise<string> {
  let last: unknown;
  for (const url of urls) {
    try {
      await etcdClient(url).members();
      return url;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
