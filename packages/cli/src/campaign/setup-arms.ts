import { chaosTypeOf, type Clock, type Logger, type Operator } from "@eval/core";
import type { Store } from "@eval/store";
import type { RunRequest } from "../arguments/read-run-request.js";
import type { Io } from "../io.js";
import type { Progress } from "../progress/progress.js";
import { createOperator } from "../run/create-operator.js";
import { hostFacts, versionsOf } from "../run/host-facts.js";
import { keepIn } from "../run/keep-in.js";
import type { Session } from "../run/session.js";
import { armOf } from "./arm-names.js";
import type { PlannedArm } from "./campaign-plan.js";
import type { ResolvedCampaign } from "./resolve-campaign.js";

export interface CampaignSettings {
  campaign: ResolvedCampaign;
  io: Io;
  /** As written. */
  db: string;
  json: boolean;
  argumentsTell: boolean;
}

/** The operator of an arm. Rejects with `operator_not_found` or `operator_db_unreadable`. */
export function operatorOf(planned: PlannedArm, settings: CampaignSettings): Promise<Operator | undefined> {
  const { campaign, io, argumentsTell } = settings;
  return createOperator(planned.repairer, {
    pluginUrl: campaign.plugins[planned.subject]!.url,
    env: planned.env,
    variant: planned.told,
    keepIn: keepIn(requestOf(planned, settings), io.cwd),
    hideProcesses: argumentsTell,
    shareUser: campaign.shareUser,
    cwd: io.cwd,
  });
}

export interface Running {
  store: Store;
  progress: Progress;
  signal: AbortSignal;
  clock: Clock;
  logger: Logger;
  /** Identity of this process. */
  process: Session["process"];
}

/** What the trials of an arm are run with: the same as if `eval run` had been asked for them. */
export function sessionOf(planned: PlannedArm, settings: CampaignSettings, running: Running): Session {
  const { campaign, io, argumentsTell } = settings;
  const { subject, ...origin } = campaign.plugins[planned.subject]!;
  const { store, ...rest } = running;
  return {
    ...rest,
    request: requestOf(planned, settings),
    plugin: origin,
    subject,
    chaos: planned.chaosType === null ? null : chaosTypeOf(subject, planned.chaosType),
    options: campaign.plan.subjects[planned.subject]!.options,
    params: planned.params,
    seed: campaign.plan.seed,
    recorder: store,
    versions: versionsOf({ name: subject.name, version: origin.version }, io),
    host: hostFacts(io),
    argumentsTell,
  };
}

function requestOf(planned: PlannedArm, { campaign, db, json }: CampaignSettings): RunRequest {
  const { plan } = campaign;
  return {
    plugin: campaign.plugins[planned.subject]!.specifier,
    // Parsed already: the session has them.
    options: {},
    params: {},
    chaosType: planned.chaosType,
    arm: armOf(planned),
    trials: plan.repetitions,
    seed: plan.seed,
    timing: campaign.timing,
    endOnClaim: plan.watch.endOnClaim,
    shareUser: campaign.shareUser,
    operatorEnv: planned.env,
    operatorFiles: campaign.operatorFiles,
    variant: planned.told?.name ?? null,
    db,
    name: plan.name,
    minValid: campaign.minValid,
    json,
  };
}
