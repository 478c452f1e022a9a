import { resolve } from "node:path";
import { HarnessError } from "@eval/core";
import { openStore, type Store, type StoredCampaign } from "@eval/store";
import { singleCampaignId } from "../analysis/campaign-ids.js";
import type { Arguments } from "../arguments/arguments.js";
import { parseWhole } from "../arguments/parse-number.js";
import { defaultDatabase } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import type { TrialSummaryFields } from "../json/trial-json.js";
import { jsonText } from "../json/version.js";
import { commandLine } from "../text/command-line.js";
import { coverageOf } from "../text/coverage.js";
import { campaignPage } from "./campaign-page.js";
import { trialPage } from "./trial-page.js";

/** So many trials are shown where nothing else is asked for. */
const defaultLimit = 100;

/** `eval show`. */
export async function show(args: Arguments, io: Io): Promise<number> {
  const db = args.text("db") ?? defaultDatabase;
  const wanted = args.text("trial");
  const number = wanted === undefined ? undefined : parseWhole(wanted, "--trial", { min: 1 });
  await using store = await openStore(resolve(io.cwd, db), { mustExist: true });
  const id = await singleCampaignId(args.text("id") ?? "", { store, db });
  const campaign = await store.getCampaign(id);
  if (!campaign) throw new HarnessError("trial_not_found", { message: `there is no campaign ${id} in ${db}` });
  const json = args.flag("json");
  const databaseArgs = args.has("db") ? ["--db", db] : [];
  if (number !== undefined) {
    const [trial] = await numberedTrials(store, { campaignId: id, limit: 1, offset: number - 1 });
    if (!trial) throw await noSuchTrial(store, { id, number });
    const repeat = commandLine(io.program, ["replay", String(id), "--trial", String(number), ...databaseArgs]);
    await showTrial({ store, campaign, trial, json, io, repeat });
    return exitCodes.ok;
  }
  const limit = parseWhole(args.text("limit") ?? String(defaultLimit), "--limit", { min: 1 });
  const offset = parseWhole(args.text("offset") ?? "0", "--offset", { min: 0 });
  const counts = await store.countTrials(id);
  const trials = await numberedTrials(store, { campaignId: id, limit, offset });
  const more = offset + trials.length < counts.trials;
  if (json) {
    const content = { campaign: { ...campaign, arm: armOf(campaign) }, coverage: coverageOf(counts.outcomes) };
    io.stdout.write(jsonText("campaign", { db, ...content, trials, more }));
  } else {
    const lineFor = (...words: string[]) => commandLine(io.program, ["show", String(id), ...words, ...databaseArgs]);
    const page = ["--offset", String(offset + limit), ...(args.has("limit") ? ["--limit", String(limit)] : [])];
    const next = { trial: lineFor("--trial", "N"), page: more ? lineFor(...page) : null };
    io.stdout.write(campaignPage(campaign, { trials, counts, next }));
  }
  return exitCodes.ok;
}

async function noSuchTrial(store: Store, { id, number }: { id: number; number: number }): Promise<HarnessError> {
  const { trials } = await store.countTrials(id);
  return new HarnessError("trial_not_found", {
    message: `campaign ${id} has no trial ${number}`,
    hint: trials === 0 ? "It has none." : `It has trials 1 to ${trials}.`,
  });
}

async function showTrial({
  store,
  campaign,
  trial,
  json,
  io,
  repeat,
}: {
  store: Store;
  campaign: StoredCampaign;
  trial: TrialSummaryFields;
  json: boolean;
  io: Io;
  repeat: string;
}): Promise<void> {
  const [stored, events] = [await store.getTrial(trial.id), await store.getEvents(trial.id)];
  const verdicts = await store.getVerdicts(trial.id);
  if (!stored) throw new HarnessError("trial_not_found");
  const { number, commandCount } = trial;
  if (json) io.stdout.write(jsonText("trial", { trial: { number, commandCount, ...stored }, events, verdicts }));
  else {
    const asked = events[0]?.type === "trial.started" && campaign.config !== null;
    const page = { campaign, trial: { number, ...stored }, events, verdicts, repeat: asked ? repeat : null };
    io.stdout.write(trialPage({ ...page, columns: io.stdout.columns }));
  }
}

function armOf({ config }: StoredCampaign): string | null {
  const arm = config?.["arm"];
  return typeof arm === "string" ? arm : null;
}

/** Trials count from 1 in the order in which they began. */
async function numberedTrials(
  store: Store,
  page: { campaignId: number; limit: number; offset: number },
): Promise<TrialSummaryFields[]> {
  const trials = await store.listTrials(page);
  return trials.map((summary, index) => {
    const { campaignId: _, ...trial } = summary;
    return { number: page.offset + index + 1, ...trial };
  });
}
