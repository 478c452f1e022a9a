import { digest, type Json } from "@eval/core";
import type { Repairer } from "../run/arm.js";
import type { CampaignPlan, PlannedArm } from "./campaign-plan.js";

export interface TrialAsked {
  plan: CampaignPlan;
  arm: PlannedArm;
  repetition: number;
}

/** Decides plan and pauses: the same for the same repetition of the same fault, whoever repairs. */
export function trialSeedOf({ plan, arm, repetition }: TrialAsked): string {
  return digest({ campaign: plan.seed, chaosType: arm.chaosType, params: arm.params, repetition }).slice(0, 16);
}

/**
 * Digest of what is asked of a trial: subject and options, fault, seed, repetition, who repairs and how it
 * is watched. Where things lie, on which ports and when is no part of it.
 */
export function trialIdentityOf(asked: TrialAsked): string {
  const { plan, arm, repetition } = asked;
  const { name, options } = plan.subjects[arm.subject]!;
  return digest({
    subject: name,
    options,
    chaosType: arm.chaosType,
    params: arm.params,
    seed: trialSeedOf(asked),
    repetition,
    variant: arm.told && { ...arm.told },
    repairer: repairerIdentity(arm.repairer),
    env: Object.keys(arm.env).sort(),
    watch: plan.watch,
  });
}

function repairerIdentity(repairer: Repairer): Json {
  switch (repairer.by) {
    case "nobody":
    case "agent":
      return { ...repairer };
    case "database":
      return { by: repairer.by };
    case "operator-command":
    case "agent-command":
      return { by: repairer.by, command: withoutFolders(repairer.command) };
  }
}

/** Programs and files by their own names: the same operator may lie elsewhere tomorrow. */
export function withoutFolders(command: string): string {
  return command.replaceAll(/[^\s"'=]*\/(?=[^\s"'=/]|$|[\s"'])/g, "");
}
