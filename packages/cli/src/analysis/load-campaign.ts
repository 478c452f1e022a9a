import { commandDigestReader, looseCommandCounter, type AnalysedTrial, type CommandCounts } from "@eval/analysis";
import { defaultTiming, HarnessError } from "@eval/core";
import type { FigureColumns, Store, StoredCampaign } from "@eval/store";
import { jsonAt } from "./json-at.js";

/** A campaign with its trials as an analysis needs them. */
export interface LoadedCampaign {
  campaign: StoredCampaign;
  trials: AnalysedTrial[];
  /** Began and have not ended: under way, or left by a run that died. */
  unfinished: number;
  /** Ended without a verdict: rows of another program. Among the trials they are `invalid/no_verdict`. */
  unjudged: number;
  /** Have a verdict and no horizon, for which the usual one was taken. */
  withoutHorizon: number;
}

export interface LoadOptions {
  /** Named in errors. */
  db: string;
  /** Called after each page. */
  onProgress?: (read: number) => void;
}

/** Trials are read in pages of so many. */
const pageSize = 1_000;

/** Rejects with `trial_not_found`. */
export async function loadCampaign(store: Store, id: number, { db, onProgress }: LoadOptions): Promise<LoadedCampaign> {
  const campaign = await store.getCampaign(id);
  if (!campaign) throw new HarnessError("trial_not_found", { message: `there is no campaign ${id} in ${db}` });
  const loaded: LoadedCampaign = { campaign, trials: [], unfinished: 0, unjudged: 0, withoutHorizon: 0 };
  const reading: Reading = { loaded, readCounts: commandDigestReader(), uncounted: new Set() };
  const pageAfter = (afterId: number) => store.listFigures({ campaignId: id, afterId, limit: pageSize });
  for (let page: FigureColumns | undefined = await pageAfter(0); page !== undefined;) {
    const lastId: number | undefined = page.id.at(-1);
    // The next page is read while this one is taken in.
    const next: Promise<FigureColumns> | undefined =
      lastId === undefined || page.id.length < pageSize ? undefined : pageAfter(lastId);
    for (let index = 0; index < page.id.length; index++) loaded.trials.push(trialOf(page, index, reading));
    onProgress?.(loaded.trials.length);
    page = await next;
  }
  if (reading.uncounted.size > 0) await countCommands(store, reading, onProgress);
  return loaded;
}

interface Reading {
  loaded: LoadedCampaign;
  readCounts: (text: string | null) => CommandCounts | undefined;
  /** Trials whose commands have to be read. */
  uncounted: Set<number>;
}

/** Every trial is written out as one literal: a hundred thousand objects of one shape are quick to look at. */
function trialOf(page: FigureColumns, at: number, { loaded, readCounts, uncounted }: Reading): AnalysedTrial {
  const { campaign } = loaded;
  const id = page.id[at]!;
  const verdict = verdictOf(page, at, loaded);
  const commandCount = page.commandCount[at]!;
  const commandCounts = readCounts(page.commandDigest[at]!);
  if (commandCounts === undefined && commandCount > 0) uncounted.add(id);
  const horizonMs = page.horizonMs[at] ?? horizonOf(campaign);
  if (horizonMs === null && page.outcome[at] !== null) loaded.withoutHorizon++;
  return {
    id,
    campaignId: campaign.id,
    chaosType: page.chaosType[at] ?? campaign.chaosType,
    operatorName: page.operatorName[at]!,
    variantName: page.variantName[at]!,
    baseline: page.baseline[at] ?? campaign.baseline,
    // One that nobody else has: the trial has no counterpart.
    seed: page.seed[at] ?? `trial ${id}`,
    attempt: page.attempt[at] ?? 1,
    planDigest: page.planDigest[at]!,
    outcome: verdict.outcome,
    outcomeCode: verdict.outcomeCode,
    claim: page.claim[at]!,
    claimCorrect: page.claimCorrect[at]!,
    healedBy: page.healedBy[at]!,
    detectedAfterMs: page.detectedAfterMs[at]!,
    resolvedAfterMs: page.resolvedAfterMs[at]!,
    recoveredAfterMs: page.recoveredAfterMs[at]!,
    unavailableMs: page.unavailableMs[at]!,
    probeCount: page.probeCount[at] ?? 0,
    probeFailures: page.probeFailures[at] ?? 0,
    probeP99Ms: page.probeP99Ms[at]!,
    lostWrites: page.lostWrites[at]!,
    falseTickets: page.falseTickets[at] ?? 0,
    standIn: page.standIn[at]!,
    horizonMs: horizonMs ?? defaultTiming.horizonMs,
    healthyMs: page.healthyMs[at]!,
    commandCount,
    commandCounts,
  };
}

function verdictOf(
  page: FigureColumns,
  at: number,
  loaded: LoadedCampaign,
): Pick<AnalysedTrial, "outcome" | "outcomeCode"> {
  const outcome = page.outcome[at]!;
  if (outcome !== null) return { outcome, outcomeCode: page.outcomeCode[at]! };
  if (page.ended[at]) {
    loaded.unjudged++;
    return { outcome: "invalid", outcomeCode: "no_verdict" };
  }
  loaded.unfinished++;
  return { outcome, outcomeCode: null };
}

function horizonOf({ config }: StoredCampaign): number | null {
  const horizonMs = jsonAt(config, ["timing", "horizonMs"]);
  return typeof horizonMs === "number" ? horizonMs : null;
}

/** Of trials that were recorded without counts, or with other ones: slower, as every command is read. */
async function countCommands(
  store: Store,
  { loaded: { campaign, trials }, uncounted }: Reading,
  onProgress: LoadOptions["onProgress"],
): Promise<void> {
  const count = looseCommandCounter();
  const byId = new Map(trials.map((trial) => [trial.id, trial]));
  let afterId = Math.min(...uncounted) - 1;
  let read = 0;
  for (;;) {
    const page = await store.listCommands({ campaignId: campaign.id, afterId, limit: pageSize });
    for (const { id, commands } of page) {
      const trial = byId.get(id);
      if (trial && uncounted.has(id)) trial.commandCounts = count(commands);
    }
    onProgress?.((read += page.length));
    afterId = page.at(-1)?.id ?? 0;
    if (page.length < pageSize) break;
  }
}
