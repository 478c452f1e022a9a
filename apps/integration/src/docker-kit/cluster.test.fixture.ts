import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { seededRandom, silentLogger, systemClock, type Context } from "@eval/core";
import { belongings, connectEngine, type ClusterSpec } from "@eval/docker-kit";

/** Generous: other work goes on beside the tests. */
const callMs = 60_000;

export function newClusterId(): string {
  return randomBytes(6).toString("hex");
}

export function contextFor(
  clusterId: string,
  { ms = callMs, signal }: { ms?: number; signal?: AbortSignal } = {},
): Context {
  const end = systemClock.now() + ms;
  const limit = AbortSignal.timeout(ms);
  const own = signal ? AbortSignal.any([signal, limit]) : limit;
  // As in a call of the harness: many requests may be under way at once.
  setMaxListeners(0, own);
  return {
    clusterId,
    signal: own,
    remainingMs: () => Math.max(0, end - systemClock.now()),
    random: seededRandom("seed"),
    clock: systemClock,
    log: silentLogger,
  };
}

/** Small HTTP servers, each with a bounded volume and a file in it, that say who they are; `n2` is the seed. */
export function serversSpec(toolboxImage: string, names: readonly string[] = ["n1", "n2"]): ClusterSpec {
  return {
    subject: "plain",
    toolboxImage,
    nodes: names.map((name) => ({
      name,
      image: toolboxImage,
      command: ["node", "-e", server],
      env: { NAME: name },
      ports: [8080],
      volumes: [{ purpose: "data", at: "/data", sizeMb: 4 }],
      files: [{ path: "/data/motto.txt", text: `I am ${name}\n` }],
      memoryMb: 128,
      seed: name === "n2",
    })),
  };
}

const server = `
  const { readFileSync } = require("node:fs");
  require("node:http").createServer((_, response) => response.end(process.env.NAME + ": " + readFileSync("/data/motto.txt"))).listen(8080);
  console.log("up");
  console.error("listening");
`;

/** What is left of a cluster on the engine, by name. */
export async function leftovers(clusterId: string): Promise<string[]> {
  const context = contextFor(clusterId);
  const { containers, networks, volumes } = await belongings(await connectEngine(context), clusterId, context);
  return [...containers.flatMap(({ Names }) => Names), ...networks, ...volumes];
}

/** What a node's server answers at this address. Asks again until it does, or the context's deadline. */
export async function ask(address: string | undefined, { signal }: Context): Promise<string> {
  for (;;) {
    try {
      const response = await fetch(`http://${address}/`, { signal });
      return await response.text();
    } catch (error) {
      signal.throwIfAborted();
      if (address === undefined) throw error;
      await systemClock.sleep(50, signal);
    }
  }
}
