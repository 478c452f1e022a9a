import type { Json, JsonObject } from "../../json.js";
import { parseStrictly } from "../../plugin.js";
import type { ChaosType, Cluster, InForce, WrongFix } from "../../subject.js";
import { demand, demandJson, fail } from "./demand.js";
import { settleMs, type Station } from "./station.js";

/** One chaos type with one set of parameters: what every fault check is run for. */
export interface FaultCase {
  chaosType: string;
  /** The check's names begin with it: `node_kill`, or `node_kill (primary)`. */
  title: string;
  chaos: ChaosType;
  params: JsonObject;
  /** Of its plan, once an injection has shown them. */
  wrongFixes?: readonly WrongFix[];
}

/** One fault on one cluster, with every call under its deadline. */
export class Fault {
  private constructor(
    private readonly station: Station,
    readonly at: FaultCase,
    readonly cluster: Cluster,
    readonly plan: Json,
  ) {}

  /** Plans it as a trial with that seed would. */
  static async planned(station: Station, at: FaultCase, cluster: Cluster, seed = seedOf(station, at)): Promise<Fault> {
    const params = paramsOf(at);
    const plan = await station.call("planning", (context) => at.chaos.plan(cluster, params, context), {
      label: "plan",
      seed,
    });
    demandJson(plan, "the plan");
    return new Fault(station, at, cluster, JSON.parse(JSON.stringify(plan)) as Json);
  }

  /** The same fault, seen from another attachment. */
  from(cluster: Cluster): Fault {
    return new Fault(this.station, this.at, cluster, this.plan);
  }

  get selfHeals(): boolean {
    return this.at.chaos.selfHeals(this.plan);
  }

  async inject(): Promise<JsonObject> {
    const metadata = await this.station.call(
      "injecting",
      (context) => this.at.chaos.inject(this.cluster, this.plan, context),
      {
        label: "inject",
        settleMs,
      },
    );
    demandJson(metadata, "the metadata of inject");
    return metadata;
  }

  /** Stops an injection after so many ms. */
  async beginInjecting(ms: number): Promise<void> {
    const { at, cluster, plan, station } = this;
    const call = { label: "inject", ms, settleMs };
    await station
      .call("injecting", (context) => at.chaos.inject(cluster, plan, context), call)
      .catch(() => station.signal?.throwIfAborted());
  }

  inForce(): Promise<InForce> {
    return this.station.call("measuring whether the fault is in force", (context) =>
      this.at.chaos.inForce(this.cluster, this.plan, context),
    );
  }

  async demandInForce(wanted: InForce, when: string): Promise<void> {
    const found = await this.inForce();
    demand(found === wanted, `${when} the fault was measured ${found}, not ${wanted}`);
  }

  /** Cleans up, and waits as the harness does until the fault is measured absent and the cluster is healthy. */
  async cleanup(when: string): Promise<void> {
    await this.station.call(`cleaning up ${when}`, (context) =>
      this.at.chaos.cleanup(this.cluster, this.plan, context),
    );
    await this.isGone(`after the clean-up ${when}`);
  }

  async isGone(when: string): Promise<void> {
    const { at, cluster, plan, station } = this;
    let last: InForce | undefined;
    await station
      .call(
        "waiting until the fault is absent",
        async (context) => {
          while (last !== "absent") {
            last = await at.chaos.inForce(cluster, plan, context);
            if (last !== "absent") await context.clock.sleep(measureAgainMs, context.signal);
          }
        },
        { ms: station.settings.timing.healthyMs },
      )
      .catch((error: unknown) => fail(`${when} the fault was still ${last ?? "not measured"}`, error));
    await station.becomesHealthy(cluster, when);
  }
}

const measureAgainMs = 50;

/** Equal for all checks of a case, so that all of them speak of the same plan. */
export function seedOf(station: Station, at: FaultCase): string {
  return `${station.settings.seed}/${at.title}`;
}

export function paramsOf(at: FaultCase): JsonObject {
  try {
    return parseStrictly(at.chaos.params, at.params, "params_invalid");
  } catch (error) {
    fail("its parameters are refused; name good ones in the suite's option `params`", error);
  }
}
