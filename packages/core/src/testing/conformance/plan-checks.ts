import { canonicalJson, type Json } from "../../json.js";
import type { Cluster } from "../../subject.js";
import type { CheckDraft } from "./check-draft.js";
import { demand, fail, shorten } from "./demand.js";
import { Fault, seedOf, type FaultCase } from "./fault.js";
import type { Station } from "./station.js";

/** Enough that a plan which does not come from the seed cannot be equal every time by luck. */
const seeds = 12;

export function planCheck(at: FaultCase): CheckDraft {
  return {
    name: `${at.title}: plans alike from equal seeds, as JSON, and changes nothing`,
    chaosType: at.chaosType,
    run: async (station) => {
      await station.requireHost(at.chaos.needs ?? []);
      const cluster = await station.cleanCluster();
      await station.changesNothing(cluster, "planning", async () => {
        for (let number = 1; number <= seeds; number++) await plansAlike(station, at, cluster, `#${number}`);
        await plansAlikeElsewhere(station, at, cluster);
      });
      const fault = await Fault.planned(station, at, cluster);
      await fault.demandInForce("absent", "after planning");
      await station.becomesHealthy(cluster, "after planning");
    },
  };
}

async function plansAlike(station: Station, at: FaultCase, cluster: Cluster, suffix: string): Promise<void> {
  const seed = `${seedOf(station, at)}${suffix}`;
  const first = await Fault.planned(station, at, cluster, seed);
  const again = await Fault.planned(station, at, cluster, seed);
  demandSame(first.plan, again.plan, "one seed gave two plans");
  demand(typeof first.selfHeals === "boolean", "selfHeals does not say yes or no");
  const heals = at.chaos.healsByRestart?.(first.plan);
  demand(heals === undefined || typeof heals === "boolean", "healsByRestart does not say yes or no");
}

async function plansAlikeElsewhere(station: Station, at: FaultCase, cluster: Cluster): Promise<void> {
  const { plan } = await Fault.planned(station, at, cluster);
  const attached = await station.attach(cluster.handle);
  if (!attached) fail("attach found nothing of a cluster that is there");
  try {
    const elsewhere = await Fault.planned(station, at, attached);
    demandSame(plan, elsewhere.plan, "from another attachment one seed gave another plan");
  } finally {
    await attached[Symbol.asyncDispose]();
  }
}

function demandSame(one: Json, other: Json, reason: string): void {
  const [a, b] = [canonicalJson(one), canonicalJson(other)];
  if (a !== b) fail(`${reason}: ${shorten(a)} and ${shorten(b)}; choose from context.random alone, in a fixed order`);
}
