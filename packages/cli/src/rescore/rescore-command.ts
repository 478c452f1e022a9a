import { resolve } from "node:path";
import { HarnessError, ruleRevision, rules, systemClock } from "@eval/core";
import { openStore, type Store } from "@eval/store";
import { campaignIds } from "../analysis/campaign-ids.js";
import type { Arguments } from "../arguments/arguments.js";
import { defaultDatabase } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { changesText } from "../text/verdict-text.js";
import { rescoreCampaign, type RescoredCampaign } from "./rescore-campaign.js";

/** `eval rescore`. */
export async function rescore(args: Arguments, io: Io): Promise<number> {
  const db = args.text("db") ?? defaultDatabase;
  const keep = !args.flag("dry-run");
  await using store = await openStore(resolve(io.cwd, db), { mustExist: true });
  const ids = await campaignIds(args.list("ids"), { store, db });
  await refuseUnknown(store, ids, db);
  const stopped = new AbortController();
  const stopListening = io.onInterrupt(() => stopped.abort());
  const campaigns: RescoredCampaign[] = [];
  try {
    for (const id of ids)
      campaigns.push(await rescoreCampaign(store, id, { keep, clock: systemClock, signal: stopped.signal }));
  } finally {
    stopListening();
  }
  if (args.flag("json")) io.stdout.write(jsonText("rescore", { db, rule: ruleRevision, dryRun: !keep, campaigns }));
  else io.stdout.write(campaigns.map((campaign) => campaignText(campaign, keep)).join(""));
  return exitCodes.ok;
}

async function refuseUnknown(store: Store, ids: readonly number[], db: string): Promise<void> {
  for (const id of ids) {
    if (await store.getCampaign(id)) continue;
    throw new HarnessError("trial_not_found", { message: `there is no campaign ${id} in ${db}` });
  }
}

/** What changed and why, trial by trial; the others in number. */
export function campaignText(
  { id, changed, same, withoutEvents, unfinished }: RescoredCampaign,
  keep: boolean,
): string {
  const left = [
    `${changed.length} ${keep ? "changed" : "would change"}`,
    `${same} judged as before`,
    ...(withoutEvents > 0 ? [`${withoutEvents} left alone, as they have no events to judge by`] : []),
    ...(unfinished > 0 ? [`${unfinished} left alone, as they have not ended`] : []),
  ];
  const lines = changed.flatMap(({ number, rule, ruleBefore, before, after }) => [
    `  trial ${number}: ${changesText(before, after)}`,
    `    ${whyText(ruleBefore, rule)}`,
  ]);
  return [`campaign ${id}: ${left.join(", ")}`, ...lines].map((line) => `${line}\n`).join("");
}

function whyText(ruleBefore: number | null, rule: number): string {
  if (ruleBefore === null) return `judged before by a rule that nobody recorded, now by rule ${rule}`;
  if (ruleBefore === rule) return `judged before by the same rule ${rule}: the row was not what its events say`;
  const newer = rules.slice(ruleBefore, rule);
  return `judged before by rule ${ruleBefore}, now by rule ${rule}${newer.length > 0 ? `: ${newer.join(" ")}` : ""}`;
}
