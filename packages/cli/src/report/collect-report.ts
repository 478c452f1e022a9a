import type { AnalysedTrial } from "@eval/analysis";
import { chooseTrials, mostStories, tellTrial, type ReportInput, type ReportedTrial } from "@eval/report";
import type { Store } from "@eval/store";
import { comparabilityNotes } from "../analysis/compare-campaigns.js";
import { findReference } from "../analysis/find-references.js";
import type { LoadedCampaign } from "../analysis/load-campaign.js";
import type { AnalysisSource } from "../analysis/open-analysis.js";
import { sameNameNotes, togetherText } from "../analysis/operator-groups.js";
import { usageError } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import { commandLine } from "../text/command-line.js";
import { version } from "../version.js";

export interface CollectOptions {
  source: AnalysisSource;
  /** Undefined: the campaigns' name. */
  title: string | undefined;
  /** Leaves out baselines that were not named. */
  alone: boolean;
  /** UTC, ISO 8601. */
  createdAt: string;
  databaseArgs: readonly string[];
  io: Io;
}

/** All that the report of these campaigns is made of. Rejects with `trial_not_found`, or `usage_invalid` for several subjects. */
export async function collectReport(
  ids: readonly number[],
  { source, title, alone, createdAt, databaseArgs, io }: CollectOptions,
): Promise<ReportInput> {
  const named = await source.load(ids);
  refuseSeveralSubjects(named);
  const added = alone ? [] : await source.load(await missingBaselines(named, source.store));
  const campaigns = [...named, ...added];
  const trials = campaigns.flatMap(({ trials: own }) => own.map(numbered));
  const all = campaigns.map(({ campaign }) => campaign.id);
  return {
    title: title ?? titleOf(named),
    campaigns: campaigns.map(({ campaign }) => campaign),
    trials,
    stories: await tellTrials(trials, source.store),
    notes: [
      ...added.map(({ campaign }) => `campaign ${campaign.id} was added: a baseline that was asked the same`),
      ...sameNameNotes(
        campaigns.map(({ campaign }) => campaign),
        togetherText,
      ),
      ...comparabilityNotes(campaigns),
      ...(await source.notesOn(campaigns)),
    ],
    source: {
      database: source.db,
      createdAt,
      program: `eval ${version()}`,
      again: commandLine(io.program, ["analyze", ...all.map(String), ...databaseArgs, "--json"]),
    },
  };
}

/** Trials count from 1 in the order in which they began. */
function numbered(trial: AnalysedTrial, index: number): ReportedTrial {
  return { ...trial, number: index + 1 };
}

async function tellTrials(trials: readonly ReportedTrial[], store: Store): Promise<ReportInput["stories"]> {
  const stories = [];
  for (const trial of chooseTrials(trials, mostStories)) {
    const story = tellTrial(trial, await store.getEvents(trial.id));
    if (story !== null) stories.push(story);
  }
  return stories;
}

/** Of each campaign with an operator whose fault no named baseline met. */
async function missingBaselines(named: readonly LoadedCampaign[], store: Store): Promise<number[]> {
  const known = named.filter(({ campaign }) => campaign.baseline).map(({ campaign }) => campaign.chaosType);
  const found = new Set<number>();
  for (const { campaign } of named) {
    if (campaign.baseline || known.includes(campaign.chaosType)) continue;
    const baseline = await findReference(store, campaign, "baseline");
    if (baseline) found.add(baseline.id);
  }
  return [...found];
}

function refuseSeveralSubjects(campaigns: readonly LoadedCampaign[]): void {
  const subjects = [...new Set(campaigns.map(({ campaign }) => campaign.subject))];
  if (subjects.length < 2) return;
  throw usageError(`${subjects.join(" and ")} are different subjects`, "Make a report for each of them.");
}

function titleOf(campaigns: readonly LoadedCampaign[]): string {
  const names = [...new Set(campaigns.flatMap(({ campaign }) => campaign.name ?? []))];
  if (names.length > 0) return names.join(", ");
  const ids = campaigns.map(({ campaign }) => campaign.id);
  return `Campaign${ids.length === 1 ? "" : "s"} ${ids.join(", ")}`;
}
