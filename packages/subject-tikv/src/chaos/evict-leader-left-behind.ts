import { defineChaosType, until, type Context } from "@eval/core";
import { z } from "zod";
import { pdCommand } from "../pd-command.js";
import { schedulersOf } from "../pd/cluster-facts.js";
import type { TikvCluster } from "../tikv-cluster.js";
import { knownStore, storeOf } from "./store-identity.js";
import { concernsTarget, pickNode, targetOf, type Target } from "./targets.js";
import { forceRemoveStore } from "./wrong-fixes.js";

const scheduler = "evict-leader-scheduler";
const params = z.strictObject({});

export const evictLeaderLeftBehind = defineChaosType<TikvCluster, z.infer<typeof params>, Target>({
  summary: "A scheduler that keeps all leaders away from a store was left behind after its maintenance",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, _params, context) {
    return targetOf(cluster, await pickNode(cluster, "store", context));
  },

  async inject(cluster, { node }, context) {
    const before = await knownStore(cluster, node, context);
    const body = { name: scheduler, store_id: Number(before.id) };
    await cluster.pd({ method: "POST", path: "/pd/api/v1/schedulers", body }, context);
    const after = await until(async () => {
      const store = await storeOf(cluster, node, context);
      return store?.leaderCount === 0 && (await isThere(cluster, context)) ? store : undefined;
    }, context);
    return { node, store_id: before.id, leaders: { before: before.leaderCount, after: after.leaderCount } };
  },

  async inForce(cluster, _plan, context) {
    try {
      return (await isThere(cluster, context)) ? "present" : "absent";
    } catch {
      context.signal.throwIfAborted();
      return "unknown";
    }
  },

  async cleanup(cluster, _plan, context) {
    if (!(await isThere(cluster, context))) return;
    await cluster.pd({ method: "DELETE", path: `/pd/api/v1/schedulers/${scheduler}` }, context);
  },

  concerns: (plan, ticket) => concernsTarget(plan, ticket),

  remedy: (_plan, _metadata, briefing) => [pdCommand(briefing, "DELETE", `/schedulers/${scheduler}`)],

  wrongFixes: (_plan, metadata, briefing) => [
    {
      name: "stop_balancing",
      why: "leaders stay where they are then, which is away from the store, and everywhere else too",
      commands: [pdCommand(briefing, "DELETE", "/schedulers/balance-leader-scheduler")],
    },
    {
      name: "halt_scheduling",
      why: "the scheduler does nothing any more, nor does anything that would make a lost replica again",
      commands: [pdCommand(briefing, "POST", "/config", { "schedule.halt-scheduling": "true" })],
    },
    forceRemoveStore(metadata, briefing),
  ],
});

async function isThere(cluster: TikvCluster, context: Context): Promise<boolean> {
  const answer = await cluster.pd({ path: "/pd/api/v1/schedulers" }, context);
  return schedulersOf(answer).some((name) => name.startsWith(scheduler));
}
