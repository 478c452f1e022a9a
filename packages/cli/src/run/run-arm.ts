import {
  didYouMean,
  runCampaign,
  type CampaignSpec,
  type JsonObject,
  type Operator,
  type TrialRecord,
  type TrialSpec,
} from "@eval/core";
import type { Progress } from "../progress/progress.js";
import { armLabel, operatorName, type Arm } from "./arm.js";
import type { Session } from "./session.js";
import { advanceNotes, emptyNotes, type TrialNotes } from "./trial-notes.js";
import { trialLine } from "./trial-line.js";
import { overhearBriefing, wrongFixNames } from "./wrong-fixes.js";

export interface ArmTrial {
  /** Within its campaign, from 1. */
  number: number;
  id: number;
  record: TrialRecord;
  notes: TrialNotes;
  /** Names of the wrong fixes there were against its fault; null when that is not known. */
  wrongFixes: readonly string[] | null;
}

export interface ArmRun {
  arm: Arm;
  /** What was asked of the campaign. */
  campaign: CampaignSpec;
  /** Null when not even the campaign could be recorded. */
  campaignId: number | null;
  /** Those that ended. */
  trials: readonly ArmTrial[];
  /** What kept the campaign from running to its end, beside an interruption. */
  failure: unknown;
}

/** Runs one arm as a campaign. Never rejects: what was recorded before a failure is worth showing. */
export async function runArm(session: Session, arm: Arm, operator: Operator | undefined): Promise<ArmRun> {
  const { progress, request, signal, chaos } = session;
  const heard = operator && overhearBriefing(operator);
  const wrongFixes = () => wrongFixNames(chaos, notes, heard?.briefing());
  const trials: ArmTrial[] = [];
  const campaign = campaignSpecOf(session, arm);
  let campaignId: number | null = null;
  let notes = emptyNotes;
  progress.begin({ label: armLabel(arm), trials: request.trials });
  try {
    await runCampaign({
      subject: session.subject,
      campaign,
      trial: trialSpecOf(session, arm),
      ...(heard ? { operator: heard.operator } : {}),
      recorder: session.recorder,
      clock: session.clock,
      logger: session.logger,
      signal,
      versions: session.versions,
      process: session.process,
      onCampaign: (id) => (campaignId = id),
      onEvent: (event) => {
        notes = advanceNotes(event.type === "trial.started" ? emptyNotes : notes, event);
        progress.event(event);
        if (event.type === "chaos.injected") warnOfUnknownFix(arm, wrongFixes(), progress);
      },
      onTrial: ({ trialId, record }, number) => {
        trials.push({ number, id: trialId, record, notes, wrongFixes: wrongFixes() });
        progress.note(trialLine({ label: armLabel(arm), number, of: request.trials }, record));
      },
    });
    return { arm, campaign, campaignId, trials, failure: undefined };
  } catch (failure) {
    return { arm, campaign, campaignId, trials, failure };
  }
}

/** Whether a wrong fix exists can depend on the plan, so it is known only now; without it the operator does nothing. */
function warnOfUnknownFix({ repairer }: Arm, known: readonly string[] | null, progress: Progress): void {
  if (repairer.by !== "agent" || repairer.agent !== "wrong_fix" || known === null) return;
  const { wrongFix } = repairer;
  if (known.includes(wrongFix)) return;
  const there = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  progress.note(`warning: this fault has no wrong fix ${wrongFix}${didYouMean(wrongFix, known)} (${there})`);
}

function trialSpecOf(session: Session, arm: Arm): Omit<TrialSpec, "seed" | "attempt"> {
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

function campaignSpecOf(session: Session, arm: Arm): CampaignSpec {
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
    // Values may be secrets.
    operatorEnv: Object.keys(request.operatorEnv),
  };
}

/** Without a name of its own an operator is its own only variant. */
function variantOf({ request }: Session, arm: Arm): string | null {
  if (arm.repairer.by === "nobody") return null;
  return request.variant ?? armLabel({ ...arm, sham: false });
}
