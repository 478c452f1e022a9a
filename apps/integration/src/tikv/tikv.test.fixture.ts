import { setMaxListeners } from "node:events";
import { seededRandom, silentLogger, systemClock, type Context, type JsonObject } from "@eval/core";
import { belongings, connectEngine, isStandIn } from "@eval/docker-kit";
import { findImages } from "../docker/find-images.js";

/** Small, for a machine that does other work beside the tests. Real TiKV needs more memory than the stand-in. */
const sizes = {
  standIn: { memoryMb: 512, storeMb: 96 },
  real: { memoryMb: 1024, storeMb: 1024 },
} as const;

/** Generous: other work goes on beside the tests. */
const callMs = 120_000;

/** What tests of TiKV run on: the subject's options, and whether that is TiKV itself. */
export interface TikvHere {
  options: JsonObject;
  /** For the names of tests: every run says which of the two it was. */
  words: "TiKV itself" | "stand-ins for TiKV";
  standIn: boolean;
}

/** Or in words why there is nothing to run on. */
export async function findTikv(): Promise<TikvHere | string> {
  const found = await findImages("pd", "tikv", "toolbox");
  if (typeof found === "string") return found;
  const engine = await connectEngine(contextFor("images"));
  const standIn = await isStandIn(engine, found.tikv, contextFor("images"));
  if ((await isStandIn(engine, found.pd, contextFor("images"))) !== standIn)
    return `one of ${found.pd} and ${found.tikv} is a stand-in, and the other is not`;
  const images = { pdImage: found.pd, tikvImage: found.tikv, toolboxImage: found.toolbox };
  return {
    options: { ...images, ...(standIn ? sizes.standIn : sizes.real) },
    words: standIn ? "stand-ins for TiKV" : "TiKV itself",
    standIn,
  };
}

/** Whatever a cluster of this id has in the engine, in words. */
export async function leftovers(clusterId: string): Promise<string[]> {
  const context = contextFor(clusterId);
  const { containers, networks, volumes } = await belongings(await connectEngine(context), clusterId, context);
  return [...containers.flatMap(({ Names }) => Names), ...networks, ...volumes];
}

export function contextFor(clusterId: string, { ms = callMs, seed = "seed" } = {}): Context {
  const end = systemClock.now() + ms;
  const signal = AbortSignal.timeout(ms);
  // As in a call of the harness: many requests may be under way at once.
  setMaxListeners(0, signal);
  return {
    clusterId,
    signal,
    remainingMs: () => Math.max(0, end - systemClock.now()),
    random: seededRandom(seed),
    clock: systemClock,
    log: silentLogger,
  };
}
