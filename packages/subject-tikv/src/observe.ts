import { describe, type Context, type Observation } from "@eval/core";
import type { NodeSight } from "@eval/docker-kit";
import type { RawKvClient } from "./kv/raw-kv-client.js";
import { writeCanaries } from "./ledger.js";
import { lookAtPd } from "./pd/look-at-pd.js";
import { findProblems, slowMs } from "./problems.js";
import { isInPlace, type Asked, type Sight } from "./sight.js";
import { ports, storeAddress, type Topology } from "./topology.js";
import { addressOf, type Whereabouts } from "./whereabouts.js";
import { within } from "./within.js";

/** Each of these waits at most so long, in ms; PD is asked twice in a row. Together well below what a watch can wait for. */
const limits = { pdMs: 650, pingMs: 1000, clientMs: 1200 } as const;

/** A busy host delays one request or another; a slow network delays all of them. */
const pings = 5;

export interface Eyes {
  topology: Topology;
  whereabouts: Whereabouts;
  client: RawKvClient;
}

/** Through the engine, PD and clients' requests, side by side. Rejects for nothing but an abort. */
export async function observe(eyes: Eyes, context: Context): Promise<Observation> {
  const nodes = await eyes.whereabouts.look(context).catch(() => undefined);
  context.signal.throwIfAborted();
  // Without the engine nothing is known, not even where to ask.
  if (!nodes) return { status: "unknown", problems: [] };
  const problems = findProblems(eyes.topology, await see(eyes, nodes, context));
  return { status: problems.length === 0 ? "healthy" : "degraded", problems };
}

async function see({ topology, client }: Eyes, nodes: readonly NodeSight[], context: Context): Promise<Sight> {
  const addresses = Object.fromEntries(topology.pds.map((name) => [name, addressOf(nodes, name, ports.pdClient)]));
  const inPlace = topology.stores.filter((name) => isInPlace(nodes.find((node) => node.name === name)));
  const asked = async (asking: Promise<number>): Promise<Asked> =>
    await asking.then(
      (ms) => ({ ms }),
      (error: unknown) => {
        context.signal.throwIfAborted();
        return { error: describe(error) };
      },
    );
  const [pd, answered, written] = await Promise.all([
    lookAtPd({ addresses, timeoutMs: limits.pdMs }, context),
    Promise.all(
      inPlace.map(
        async (name) => [name, await asked(quickestPing(client, name, within(context, limits.pingMs)))] as const,
      ),
    ),
    asked(writeCanaries(client, within(context, limits.clientMs))),
  ]);
  return { nodes, pd, pings: Object.fromEntries(answered), client: written };
}

/** The milliseconds of the quickest of a few requests, or of the first that is quick enough. */
async function quickestPing(client: RawKvClient, name: string, context: Context): Promise<number> {
  let quickest = Infinity;
  for (let time = 0; time < pings && quickest > slowMs && context.remainingMs() > 0; time++) {
    try {
      const ms = await client.ping(storeAddress(name), { timeoutMs: context.remainingMs() }, context);
      quickest = Math.min(quickest, ms);
    } catch (error) {
      // A server that was restarted a moment ago has left a dead connection behind: one more try tells.
      if (time > 0 && quickest === Infinity) throw error;
    }
  }
  if (quickest === Infinity) throw new Error("there was no time to ask it");
  return quickest;
}
