import type { CampaignSpec, JsonObject, TrialSpec } from "@eval/core";
import { armText } from "../text/arm-text.js";
import { armLabel, operatorName, type Arm } from "./arm.js";
import type { Session } from "./session.js";

/** What all trials of an arm have in common. */
export function trialSpecOf(session: Session, arm: Arm): Omit<TrialSpec, "seed" | "attempt"> {
  const { request, subject } = session;
  return {
    subject: subject.name,
    options: session.options,
    chaosType: arm.sham ? null : request.chaosType,
    params: arm.sham ? {} : session.params,
    operator: operatorName(arm),
    variant: variantOf(session, arm),
    baseline: arm.repairer.by === "nobody",
    endOnClaim: request.endOnClaim,
    timing: request.timing,
  };
}

/** For people: operator and variant, as every other command names them. */
export function armName(session: Pick<Session, "request">, arm: Arm): string {
  return armText({
    label: armLabel(arm),
    baseline: arm.repairer.by === "nobody",
    variant: variantOf(session, arm),
    chaosType: arm.sham ? "none" : session.request.chaosType,
  });
}

/** The row of an arm. */
export function campaignSpecOf(session: Session, arm: Arm): CampaignSpec {
  const { request, plugin, subject, seed, host, clock } = session;
  return {
    name: request.name,
    subject: subject.name,
    plugin: plugin?.specifier ?? null,
    chaosType: arm.sham ? "none" : (request.chaosType ?? "none"),
    trialCount: request.trials,
    baseline: arm.repairer.by === "nobody",
    variant: variantOf(session, arm),
    seed,
    config: configOf(session, arm),
    host,
    createdAt: clock.wall().toISOString(),
  };
}

function configOf(session: Session, arm: Arm): JsonObject {
  const { request, plugin } = session;
  return {
    arm: armLabel(arm),
    controls: request.arm === "controls",
    sham: arm.sham,
    repairer: { ...arm.repairer },
    plugin: plugin && { specifier: plugin.specifier, url: plugin.url, version: plugin.version },
    options: session.options,
    params: session.params,
    timing: request.timing,
    endOnClaim: request.endOnClaim,
    shareUser: request.shareUser,
    // Values may be secrets.
    operatorEnv: Object.keys(request.operatorEnv),
  };
}

/** Without a name of its own an operator is its own only variant. */
function variantOf({ request }: Pick<Session, "request">, arm: Arm): string | null {
  if (arm.repairer.by === "nobody") return null;
  return request.variant ?? armLabel({ ...arm, sham: false });
}
