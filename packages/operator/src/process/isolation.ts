import type { Host } from "../host.js";

/** Uids that operators run under: above people and system accounts, below those of `nobody` and of containers. */
export const operatorUids = { first: 61_000, last: 61_999 } as const;

export type Isolation = { isolated: true } | { isolated: false; reason: string };

/** CAP_CHOWN, CAP_KILL, CAP_SETGID and CAP_SETUID by their bits. */
const needed = [0n, 5n, 6n, 7n];

/** Whether operators can run under a uid of their own here; if not, why, in a sentence. */
export function isolationOn(host: Pick<Host, "uid" | "capabilities" | "highestUid">): Isolation {
  const { capabilities, highestUid } = host;
  if (host.uid !== 0) return refuse("the harness does not run as root, so operators run as the same user");
  if (capabilities === null || highestUid === null) {
    return refuse("there is no /proc, so it cannot be told whether another uid is free");
  }
  if (!needed.every((bit) => (capabilities >> bit) & 1n)) {
    return refuse("this root may not change users (CAP_SETUID, CAP_SETGID, CAP_CHOWN and CAP_KILL are needed)");
  }
  if (highestUid < operatorUids.last) {
    return refuse(`this user namespace ends at uid ${highestUid}, below those for operators`);
  }
  return { isolated: true };
}

function refuse(reason: string): Isolation {
  return { isolated: false, reason };
}
