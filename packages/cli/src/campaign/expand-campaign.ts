import { seededRandom, type Random } from "@eval/core";
import { scriptedAgents } from "../run/arm.js";
import type { CampaignPlan, ExpandedCampaign, PlannedArm, PlannedTrial } from "./campaign-plan.js";
import { trialIdentityOf, trialSeedOf } from "./trial-identity.js";

/** Every trial that the plan asks for: subjects × (chaos types × arms, and shams) × repetitions. Pure. */
export function expandCampaign(plan: CampaignPlan): ExpandedCampaign {
  const bySubject = plan.subjects.map((_, subject) => armsOf(plan, subject));
  const random = seededRandom(plan.seed).fork("order");
  return {
    arms: bySubject.flat(),
    trials: bySubject.flatMap((arms, subject) => trialsOf(plan, arms, random.fork(String(subject)))),
  };
}

function armsOf(plan: CampaignPlan, subject: number): PlannedArm[] {
  const variants = plan.variants.map((variant) => ({ role: "variant" as const, subject, ...variant }));
  const nobody = { subject, told: null, env: {} };
  const faults = plan.subjects[subject]!.chaos.flatMap(({ type, params }): PlannedArm[] => {
    const fault = { chaosType: type, params };
    const baseline: PlannedArm = { ...nobody, ...fault, role: "baseline", repairer: { by: "nobody" } };
    const controls = scriptedAgents
      .filter((agent) => !isVariant(plan, agent))
      .map((agent): PlannedArm => ({ ...nobody, ...fault, role: "control", repairer: { by: "agent", agent } }));
    return [
      ...(plan.baseline ? [baseline] : []),
      ...(plan.controls ? controls : []),
      ...variants.map((variant) => ({ ...variant, ...fault })),
    ];
  });
  const shams = variants.map((variant): PlannedArm => ({ ...variant, role: "sham", chaosType: null, params: {} }));
  return plan.shams ? [...faults, ...shams] : faults;
}

/** A control that is compared as a variant already would only take time. */
function isVariant({ variants }: CampaignPlan, agent: string): boolean {
  return variants.some(({ repairer }) => repairer.by === "agent" && repairer.agent === agent);
}

/**
 * Randomised within each repetition, so that a slow hour of the machine touches all arms alike, and a
 * campaign that ends early has as many trials of the one as of the other.
 */
function trialsOf(plan: CampaignPlan, arms: readonly PlannedArm[], random: Random): PlannedTrial[] {
  const repetitions = Array.from({ length: plan.repetitions }, (_, index) => index + 1);
  const trial = (arm: PlannedArm, repetition: number): PlannedTrial => {
    const asked = { plan, arm, repetition };
    return { arm, repetition, seed: trialSeedOf(asked), identity: trialIdentityOf(asked) };
  };
  if (plan.order === "as_written") return arms.flatMap((arm) => repetitions.map((number) => trial(arm, number)));
  return repetitions.flatMap((number) =>
    random
      .fork(String(number))
      .shuffle(arms)
      .map((arm) => trial(arm, number)),
  );
}
