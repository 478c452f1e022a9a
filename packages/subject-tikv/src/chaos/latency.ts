import { briefed, defineChaosType, type Context } from "@eval/core";
import {
  healLatency,
  injectLatency,
  latencyInForce,
  latencyRepair,
  networkNeeds,
  networkRepair,
  type LatencyPlan,
} from "@eval/docker-kit";
import { z } from "zod";
import { slowMs } from "../problems.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { ports } from "../topology.js";
import { knownStore } from "./store-identity.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore, wipeAndStart } from "./wrong-fixes.js";

/** Anything quicker is no problem to anybody, and would not be seen. */
const least = slowMs + 10;

const params = z
  .strictObject({
    min_ms: z.int().min(least).max(2000).default(50).describe("the least time by which what it sends is late, in ms"),
    max_ms: z.int().min(least).max(2000).default(150).describe("the most, in ms"),
  })
  .refine(({ min_ms, max_ms }) => min_ms <= max_ms, { message: "min_ms must not be above max_ms", path: ["min_ms"] });

type Plan = Target & { min_ms: number; max_ms: number; control: string };

export const latency = defineChaosType<TikvCluster, z.infer<typeof params>, Plan>({
  summary: "Everything that a store sends is late, as over a long or crowded line",
  params,
  needs: [networkNeeds.delay],
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  // Its network is made anew, and the delay was the old one's.
  healsByRestart: () => true,

  async plan(cluster, { min_ms, max_ms }, context) {
    const node = await pickNode(cluster, "store", context);
    const control = context.random.pick(cluster.topology.stores.filter((name) => name !== node));
    return { ...targetOf(cluster, node), min_ms, max_ms, control };
  },

  async inject(cluster, plan, context) {
    const { id } = await knownStore(cluster, plan.node, context);
    return { store_id: id, ...(await injectLatency(cluster.docker, delayOf(cluster, plan), context)) };
  },

  async inForce(cluster, plan, context) {
    return await unknownOnFailure(latencyInForce(cluster.docker, delayOf(cluster, plan), context), context);
  },

  async cleanup(cluster, { node }, context) {
    await healLatency(cluster.docker, { node }, context);
  },

  concerns: concernsTarget,

  remedy: ({ node }, metadata, briefing) =>
    networkRepair((tool) => briefed(briefing, tool, node), { node, repairs: latencyRepair(metadata) }),

  wrongFixes: ({ node }, metadata, briefing) => [
    forceRemoveStore(metadata, briefing),
    { ...wipeAndStart(node, briefing), why: "its data were good, and without them it is nobody that PD knows" },
  ],
});

function delayOf({ topology }: TikvCluster, { node, min_ms, max_ms, control }: Plan): LatencyPlan {
  return {
    node,
    min_ms,
    max_ms,
    ports: [ports.store, ports.storeStatus],
    towards: [
      ...topology.stores.filter((peer) => peer !== node).map((peer) => ({ peer, port: ports.store })),
      ...topology.pds.map((peer) => ({ peer, port: ports.pdClient })),
    ],
    request: { port: ports.storeStatus, text: `GET /status HTTP/1.1\r\nHost: ${node}\r\nConnection: close\r\n\r\n` },
    control,
    backend: "auto",
  };
}

async function unknownOnFailure<T>(measuring: Promise<T>, { signal }: Context): Promise<T | "unknown"> {
  return await measuring.catch(() => {
    signal.throwIfAborted();
    return "unknown" as const;
  });
}
