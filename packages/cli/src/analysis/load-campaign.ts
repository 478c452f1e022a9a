import { commandDigestReader, looseCommandCounter, type AnalysedTrial } from "@eval/analysis";
import { defaultTiming, HarnessError } from "@eval/core";
import type { Store, StoredCampaign, TrialFigures } from "@eval/store";
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
const pageSize = 2_000;

/** Rejects with `trial_not_found`. */
export async function loadCampaign(store: Store, id: number, { db, onProgress }: LoadOptions): Promise<LoadedCampaign> {
  const campaign = await store.getCampaign(id);
  if (!campaign) throw new HarnessError("trial_not_found", { message: `there is no campaign ${id} in ${db}` });
  const loaded: LoadedCampaign = { campaign, trials: [], unfinished: 0, unjudged: 0, withoutHorizon: 0 };
  const { trials } = loaded;
  const readCounts = commandDigestReader();
  const uncounted = new Set<number>();
  for (let afterId = 0; ;) {
    const page = await store.listFigures({ campaignId: id, afterId, limit: pageSize });
    for (const figures of page) {
      const commandCounts = readCounts(figures.commandDigest);
      if (commandCounts === undefined && figures.commandCount > 0) uncounted.add(figures.id);
      trials.push(analysedTrial(figures, { loaded, commandCounts }));
    }
    onProgress?.(trials.length);
    afterId = page.at(-1)?.id ?? 0;
    if (page.length < pageSize) break;
  }
  if (uncounted.size > 0) await countCommands(store, loaded, { uncounted, onProgress });
  return loaded;
}

function analysedTrial(
  stored: TrialFigures,
  { loaded, commandCounts }: { loaded: LoadedCampaign; commandCounts: AnalysedTrial["commandCounts"] },
): AnalysedTrial {
  const { campaign } = loaded;
  const { commandDigest: _, startedAt: __, endedAt, ...figures } = stored;
  if (figures.outcome === null) loaded[endedAt === null ? "unfinished" : "unjudged"]++;
  else if (figures.horizonMs === null && horizonOf(campaign) === null) loaded.withoutHorizon++;
  const unjudged = figures.outcome === null && endedAt !== null;
  return {
    ...figures,
    ...(unjudged ? { outcome: "invalid", outcomeCode: "no_verdict" } : {}),
    chaosType: figures.chaosType ?? campaign.chaosType,
    baseline: figures.baseline ?? campaign.baseline,
    // A seed that nobody else has: the trial has no counterpart.
    seed: figures.seed ?? `trial ${figures.id}`,
    attempt: figures.attempt ?? 1,
    probeCount: figures.probeCount ?? 0,
    probeFailures: figures.probeFailures ?? 0,
    falseTickets: figures.falseTickets ?? 0,
    horizonMs: figures.horizonMs ?? horizonOf(campaign) ?? defaultTiming.horizonMs,
    ...(commandCounts === undefined ? {} : { commandCounts }),
  };
}

function horizonOf({ config }: StoredCampaign): number | null {
  const horizonMs = jsonAt(config, ["timing", "horizonMs"]);
  return typeof horizonMs === "number" ? horizonMs : null;
}

/** Of trials that were recorded without counts, or with other ones: slower, as every command is read. */
async function countCommands(
  store: Store,
  { campaign, trials }: LoadedCampaign,
  { uncounted, onProgress }: { uncounted: ReadonlySet<number>; onProgress: LoadOptions["onProgress"] },
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
