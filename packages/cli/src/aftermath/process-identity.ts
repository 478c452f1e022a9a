import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import type { Io } from "../io.js";
import {
  judgeLiveness,
  processIdentitySchema,
  type Liveness,
  type ProcessIdentity,
  type Sighting,
} from "./liveness.js";

/** The process this runs in. */
export async function thisProcess(io: Io): Promise<ProcessIdentity> {
  const { bootId, pidNamespace } = await thisMachine();
  return {
    pid: io.host.pid,
    startTime: (await readStat(io.host.pid))?.startTime ?? null,
    bootId,
    pidNamespace,
    hostname: hostname(),
  };
}

/** What can be seen of a process by its pid. A zombie no longer runs anything and counts as gone. */
export async function lookFor(pid: number, io: Io): Promise<Sighting> {
  const stat = await readStat(pid);
  const exists = stat ? !["Z", "X"].includes(stat.state) : io.exists(pid);
  return { ...(await thisMachine()), hostname: hostname(), exists, startTime: stat?.startTime ?? null };
}

/** Whether the harness that a trial recorded as its own is alive, as far as can be seen from here. */
export async function livenessOf(recorded: unknown, io: Io): Promise<Liveness> {
  const identity = processIdentitySchema.safeParse(recorded);
  return judgeLiveness(recorded, await lookFor(identity.success ? identity.data.pid : 0, io));
}

async function thisMachine(): Promise<{ bootId: string | null; pidNamespace: string | null }> {
  const [bootId, pidNamespace] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => null),
    readlink("/proc/self/ns/pid").catch(() => null),
  ]);
  return { bootId: bootId?.trim() ?? null, pidNamespace };
}

async function readStat(pid: number): Promise<{ state: string; startTime: string } | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // The name stands in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  return state === undefined || startTime === undefined ? null : { state, startTime };
}
