import { resolve } from "node:path";
import { openStore, type CampaignSummary } from "@eval/store";
import type { Arguments } from "../arguments/arguments.js";
import { parseWhole } from "../arguments/parse-number.js";
import { defaultDatabase } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { armText } from "../text/arm-text.js";
import { coverageOf, formatCoverage } from "../text/coverage.js";
import { printableLine } from "../text/printable.js";
import { formatTable } from "../text/table.js";

/** `eval list`. */
export async function list(args: Arguments, io: Io): Promise<number> {
  const db = args.text("db") ?? defaultDatabase;
  const limit = parseWhole(args.text("limit") ?? "20", "--limit", { min: 1 });
  const offset = parseWhole(args.text("offset") ?? "0", "--offset", { min: 0 });
  await using store = await openStore(resolve(io.cwd, db), { mustExist: true });
  // One more than asked for tells whether there are more.
  const found = await store.listCampaigns({ limit: limit + 1, offset });
  const campaigns = found.slice(0, limit);
  const more = found.length > limit;
  if (args.flag("json")) {
    const listed = campaigns.map((campaign) => ({ ...campaign, coverage: coverageOf(campaign.outcomes) }));
    io.stdout.write(jsonText("campaigns", { db, campaigns: listed, more }));
    return exitCodes.ok;
  }
  io.stdout.write(campaigns.length === 0 ? emptyText(db, offset) : campaignTable(campaigns));
  if (more) io.stderr.write(`There are more: --offset ${offset + limit} shows them.\n`);
  return exitCodes.ok;
}

export function campaignTable(campaigns: readonly CampaignSummary[]): string {
  return formatTable(campaigns, [
    { title: "id", cell: ({ id }) => String(id), align: "right" },
    { title: "created", cell: ({ createdAt }) => createdAt.slice(0, 19).replace("T", " ") },
    { title: "subject", cell: ({ subject }) => printableLine(subject, 20) },
    { title: "chaos", cell: ({ chaosType }) => printableLine(chaosType, 30) },
    { title: "who repairs", cell: whoText },
    { title: "name", cell: ({ name }) => printableLine(name ?? "-", 30) },
    { title: "trials", cell: trialsText, align: "right" },
    { title: "", cell: verdictsText },
  ]);
}

function whoText({ baseline, variant, chaosType, arm }: CampaignSummary): string {
  return armText({ label: arm, baseline, variant, chaosType });
}

function trialsText({ trials, trialCount, unfinished }: CampaignSummary): string {
  const ended = trials - unfinished;
  return ended === trialCount ? String(trialCount) : `${ended} of ${trialCount}`;
}

/** In a sham (`none` is how its fault is stored) there is nothing to succeed in: its clusters came to harm or did not. */
function verdictsText({ outcomes, standIns, trials, chaosType }: CampaignSummary): string {
  const covered = coverageOf(outcomes);
  const sham = chaosType === "none";
  const coverage = sham
    ? `${covered.valid} of ${covered.trials} valid; unharmed ${outcomes.success} of ${covered.valid}`
    : formatCoverage(covered);
  if (standIns === 0) return coverage;
  return `${coverage}; on a stand-in${standIns === trials ? "" : ` in ${standIns}`}`;
}

function emptyText(db: string, offset: number): string {
  return offset === 0 ? `There are no campaigns in ${db} yet.\n` : `There are no more campaigns in ${db}.\n`;
}
