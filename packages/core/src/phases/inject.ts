import { withDeadline } from "../context.js";
import { digest } from "../digest.js";
import { asHarnessError, describe } from "../errors.js";
import type { Json, JsonObject } from "../json.js";
import type { ChaosType } from "../subject.js";
import { hasActed } from "../trial-state.js";
import { failIfEnded } from "./arm.js";
import { clusterOf, type TrialRun } from "./trial-run.js";

/** After an injection that failed, how long an operator has to show that it was its doing, in ms. */
const actedWithinMs = 2_000;
const readAgainMs = 50;

/** Plans, records the plan, and injects. In a sham nothing is done, at the same place in the trial. */
export async function inject(run: TrialRun): Promise<void> {
  const { log, chaos, watch } = run;
  const plan = chaos && (await makePlan(run, chaos));
  failIfEnded(run);
  log.append("chaos.injecting", {});
  // The plan must be on disk before the first side effect: whoever finds the remains needs it.
  await log.durable();
  watch?.ignoreEarlierLooks();
  const metadata = chaos ? await bringIntoForce(run, chaos, plan) : {};
  log.append("chaos.injected", { metadata });
  watch?.look();
  if (chaos) await reveal(run, chaos, metadata);
}

async function makePlan(run: TrialRun, chaos: ChaosType): Promise<Json> {
  const { log, spec, surroundings } = run;
  const cluster = clusterOf(run);
  try {
    const planned = await withDeadline(
      surroundings,
      { doing: "planning the fault", ms: spec.timing.callMs, label: "plan" },
      (context) => chaos.plan(cluster, spec.params, context),
    );
    // From here on the plan is what was recorded, never a richer object that only this process has.
    run.plan = JSON.parse(JSON.stringify(planned)) as Json;
  } catch (error) {
    throw asHarnessError(error, "plan_failed", "inject");
  }
  log.append("chaos.planned", { chaosType: spec.chaosType ?? "none", plan: run.plan, digest: digest(run.plan) });
  return run.plan;
}

async function bringIntoForce(run: TrialRun, chaos: ChaosType, plan: Json): Promise<JsonObject> {
  const { spec, surroundings } = run;
  const cluster = clusterOf(run);
  try {
    return await withDeadline(
      surroundings,
      { doing: "injecting the fault", ms: spec.timing.callMs, label: "inject", settleMs: 10_000 },
      (context) => chaos.inject(cluster, plan, context),
    );
  } catch (error) {
    // An operator may be so fast that the fault is gone before it was measured. That is its merit,
    // not a failed injection; the symptom gate and the recovery rule still stand.
    if (await operatorActs(run)) return { unproved: describe(error) };
    throw asHarnessError(error, "inject_failed", "inject");
  }
}

/** Whether the operator has acted: it may write down what it did only after it has done it. */
async function operatorActs({ follower, log, surroundings }: TrialRun): Promise<boolean> {
  const { clock, signal } = surroundings;
  const deadline = clock.now() + actedWithinMs;
  for (;;) {
    if (!follower || signal?.aborted) return false;
    await follower.read();
    if (hasActed(log.state)) return true;
    if (clock.now() >= deadline) return false;
    await clock.sleep(readAgainMs, signal).catch(() => undefined);
  }
}

/** The controls, and nobody else, are told what to do. */
async function reveal(run: TrialRun, chaos: ChaosType, metadata: JsonObject): Promise<void> {
  const { operator, running, briefing, plan } = run;
  if (!operator?.told || !running?.reveal || !briefing) return;
  const { told } = operator;
  const commands =
    told === "remedy"
      ? chaos.remedy(plan, metadata, briefing)
      : (chaos.wrongFixes?.(plan, metadata, briefing).find(({ name }) => name === told.wrongFix)?.commands ?? []);
  await running.reveal({ commands });
}
