import { resolve } from "node:path";
import { HarnessError } from "@eval/core";
import { openStore, type Store, type StoredCampaign, type TrialSummary } from "@eval/store";
import type { Arguments } from "../arguments/arguments.js";
import { parseWhole } from "../arguments/parse-number.js";
import { defaultDatabase } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import type { TrialSummaryFields } from "../json/trial-json.js";
import { jsonText } from "../json/version.js";
import { commandLine } from "../text/command-line.js";
import { countOutcomes, coverageOf } from "../text/coverage.js";
import { campaignPage } from "./campaign-page.js";
import { trialPage } from "./trial-page.js";

/** Trials are read in pages of so many. */
const pageSize = 1_000;

/** `eval show`. */
export async function show(args: Arguments, io: Io): Promise<number> {
  const db = args.text("db") ?? defaultDatabase;
  const id = parseWhole(args.text("id") ?? "", "the campaign's number", { min: 1 });
  const wanted = args.text("trial");
  const number = wanted === undefined ? undefined : parseWhole(wanted, "--trial", { min: 1 });
  await using store = await openStore(resolve(io.cwd, db), { mustExist: true });
  const campaign = await store.getCampaign(id);
  if (!campaign) throw new HarnessError("trial_not_found", { message: `there is no campaign ${id} in ${db}` });
  const trials = await numberedTrials(store, id);
  const databaseArgs = args.has("db") ? ["--db", db] : [];
  if (number === undefined) {
    if (args.flag("json")) io.stdout.write(jsonText("campaign", { db, ...campaignJson(campaign, trials) }));
    else {
      const next = commandLine(io.program, ["show", String(id), "--trial", "N", ...databaseArgs]);
      io.stdout.write(campaignPage(campaign, trials, next));
    }
    return exitCodes.ok;
  }
  const trial = trials.find((candidate) => candidate.number === number);
  if (!trial) {
    throw new HarnessError("trial_not_found", {
      message: `campaign ${id} has no trial ${number}`,
      hint: trials.length === 0 ? "It has none." : `It has trials 1 to ${trials.length}.`,
    });
  }
  await showTrial({ store, campaign, trial, json: args.flag("json"), io });
  return exitCodes.ok;
}

async function showTrial({
  store,
  campaign,
  trial,
  json,
  io,
}: {
  store: Store;
  campaign: StoredCampaign;
  trial: TrialSummaryFields;
  json: boolean;
  io: Io;
}): Promise<void> {
  const [stored, events] = [await store.getTrial(trial.id), await store.getEvents(trial.id)];
  const verdicts = await store.getVerdicts(trial.id);
  if (!stored) throw new HarnessError("trial_not_found");
  const { number, commandCount } = trial;
  if (json) io.stdout.write(jsonText("trial", { trial: { number, commandCount, ...stored }, events, verdicts }));
  else
    io.stdout.write(
      trialPage({ campaign, trial: { number, ...stored }, events, verdicts, columns: io.stdout.columns }),
    );
}

function campaignJson(campaign: StoredCampaign, trials: readonly TrialSummaryFields[]): object {
  const ended = trials.filter(({ outcome }) => outcome !== null);
  return {
    campaign: { ...campaign, arm: armOf(campaign) },
    coverage: coverageOf(countOutcomes(ended.map(({ outcome }) => outcome))),
    trials,
  };
}

function armOf({ config }: StoredCampaign): string | null {
  const arm = config?.["arm"];
  return typeof arm === "string" ? arm : null;
}

/** Trials count from 1 in the order in which they began. */
async function numberedTrials(store: Store, campaignId: number): Promise<TrialSummaryFields[]> {
  const all: TrialSummary[] = [];
  for (;;) {
    const page = await store.listTrials({ campaignId, limit: pageSize, offset: all.length });
    all.push(...page);
    if (page.length < pageSize) break;
  }
  return all.map((summary, index) => {
    const { campaignId: _, ...trial } = summary;
    return { number: index + 1, ...trial };
  });
}
