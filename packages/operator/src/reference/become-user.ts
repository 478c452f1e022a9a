import process from "node:process";

/**
 * Gives up root for good: no supplementary groups, then the group, then the user, in this order, since
 * the first two need root. Done inside the process and not by whoever spawns it, because the operator's
 * user may be unable to read this package and the plugin (a clone in a home that only its owner enters):
 * everything is loaded before, as root, and nothing of the cluster is touched before it is over.
 */
export function becomeUser({ uid, gid }: { uid: number; gid: number }): void {
  process.setgroups!([]);
  process.setgid!(gid);
  process.setuid!(uid);
}
