import { HarnessError, shellQuote, type Context, type InForce, type JsonObject } from "@eval/core";
import type { DockerCluster } from "../docker-cluster.js";
import { keptAt } from "../names.js";

/** A file that takes the room in a node's bounded volume. JSON. */
export type DiskFillPlan = {
  node: string;
  /** Of the volume, as in the spec. */
  purpose: string;
  /** Path in the volume: a name that could be anybody's. */
  file: string;
  /** How full the volume shall be, in percent of its size. At 100 nothing more can be written to it. */
  fill_percent: number;
};

/** Percentage points that may be lacking: others write and delete in that volume too. */
const tolerance = 5;

/** Prints size and free bytes of the volume and the bytes of the file (0: none), and what kind of file system it is. */
const look = 'set -- $(stat -f -c "%b %a %S %T" "$1") $(stat -c %s "$2" 2>/dev/null || echo 0); echo "$@"';

export interface VolumeSight {
  size: number;
  free: number;
  /** Bytes that the file takes; 0 where there is none. */
  filler: number;
}

/**
 * Fills the volume, from the admin container, so whether the node runs or not. It takes room that is bounded, never the
 * host's: rejects with `inject_failed` for a volume that the spec does not bound. Resolves with how full it was and is,
 * and with the proof that it has an end: at 100 % ENOSPC met by a single page (`no_space_met`), else by more than its
 * size (`bounded`).
 */
export async function fillDisk(cluster: DockerCluster, plan: DiskFillPlan, context: Context): Promise<JsonObject> {
  refuseUnbounded(cluster, plan);
  await emptyDisk(cluster, plan, context);
  const before = await sight(cluster, plan, context);
  const bytes = fillerBytes(before, plan.fill_percent);
  const { volume, file } = paths(plan);
  // The file's room is really taken: a sparse one would take none.
  await run(
    cluster,
    'head -c "$1" /dev/zero > "$2" || [ "$3" = full ]',
    [String(bytes), file, isFull(plan) ? "full" : "room"],
    context,
  );
  const after = await sight(cluster, plan, context);
  const refused = await meetsEnd(
    cluster,
    { volume, bytes: isFull(plan) ? after.free + 4096 : after.size + 4096 },
    context,
  );
  const proof = { node: plan.node, file: plan.file, size: after.size, before: used(before), after: used(after) };
  if (!refused || used(after) < plan.fill_percent - tolerance) {
    throw new HarnessError("inject_failed", {
      message: `the volume is ${used(after)} % full and ${refused ? "refuses" : "takes"} more than its size`,
      details: proof,
    });
  }
  return { ...proof, [isFull(plan) ? "no_space_met" : "bounded"]: true };
}

/** Whether the file is there and the volume as full as it should be. */
export async function diskFillInForce(cluster: DockerCluster, plan: DiskFillPlan, context: Context): Promise<InForce> {
  return judgeDisk(await sight(cluster, plan, context), plan);
}

export function judgeDisk(seen: VolumeSight, { fill_percent }: Pick<DiskFillPlan, "fill_percent">): InForce {
  if (seen.filler === 0) return "absent";
  return used(seen) >= fill_percent - tolerance ? "present" : "partial";
}

/** Bytes a file needs to make the volume that full; 0 where it is already. */
export function fillerBytes({ size, free }: VolumeSight, percent: number): number {
  return Math.max(0, Math.floor((size * percent) / 100) - (size - free));
}

/** Removes the file, whatever there is of it. */
export async function emptyDisk(cluster: DockerCluster, plan: DiskFillPlan, context: Context): Promise<void> {
  await run(cluster, 'rm -f -- "$1"', [paths(plan).file], context);
}

/** What undoes it: the arguments of a program that runs in the admin container. */
export function diskFillRepair(plan: DiskFillPlan): string {
  return `rm ${paths(plan).file}`;
}

function refuseUnbounded({ spec }: DockerCluster, { node, purpose }: DiskFillPlan): void {
  const volume = spec.nodes.find(({ name }) => name === node)?.volumes.find((each) => each.purpose === purpose);
  if (volume?.sizeMb !== undefined) return;
  throw new HarnessError("inject_failed", {
    message: `the volume ${purpose} of ${node} is not bounded; filling it would fill the host's disk`,
    hint: "Give the volume a size in the cluster's spec.",
  });
}

/**
 * Asks for that much room in one piece. What is more than the whole volume is refused before any of it is taken: a disk
 * that is full for an instant can end a node that had room, which is another fault.
 */
async function meetsEnd(
  cluster: DockerCluster,
  { volume, bytes }: { volume: string; bytes: number },
  context: Context,
): Promise<boolean> {
  const script = 'fallocate -l "$1" "$2" 2>&1 | grep -c "No space left"; rm -f "$2"';
  return (await run(cluster, script, [String(bytes), `${volume}/.probe`], context)).trim() === "1";
}

async function sight(cluster: DockerCluster, plan: DiskFillPlan, context: Context): Promise<VolumeSight> {
  const { volume, file } = paths(plan);
  const [blocks, free, blockSize, kind, filler] = (await run(cluster, look, [volume, file], context)).trim().split(" ");
  if (kind !== "tmpfs") throw new Error(`${volume} is a ${kind}, not the bounded volume it should be`);
  return { size: Number(blocks) * Number(blockSize), free: Number(free) * Number(blockSize), filler: Number(filler) };
}

function used({ size, free }: VolumeSight): number {
  return Math.round(((size - free) / size) * 1000) / 10;
}

function isFull({ fill_percent }: DiskFillPlan): boolean {
  return fill_percent >= 100;
}

function paths({ node, purpose, file }: DiskFillPlan) {
  const volume = keptAt(node, purpose);
  return { volume, file: `${volume}/${file}` };
}

async function run(cluster: DockerCluster, script: string, args: readonly string[], context: Context): Promise<string> {
  const end = await cluster.admin.script(`set -- ${args.map(shellQuote).join(" ")}\n${script}`, context);
  if (end.exitCode !== 0)
    throw new Error(`in the admin container: ${end.stderr.trim() || `exit code ${end.exitCode}`}`);
  return end.stdout;
}
