import type { StoredCampaign, TrialCounts } from "@eval/store";
import type { TrialSummaryFields } from "../json/trial-json.js";
import { trialColumns } from "../run/summarise-arm.js";
import { armText } from "../text/arm-text.js";
import { coverageOf, formatCoverage } from "../text/coverage.js";
import { codesText } from "../text/figures.js";
import { printableLine } from "../text/printable.js";
import { standInLine } from "../text/stand-in.js";
import { formatTable } from "../text/table.js";

export interface CampaignPageOptions {
  /** Those of one page, in their order. */
  trials: readonly TrialSummaryFields[];
  /** Of all trials. */
  counts: TrialCounts;
  /** Command lines that show one trial, and the next page where there is one. */
  next: { trial: string; page: string | null };
}

export function campaignPage(campaign: StoredCampaign, { trials, counts, next }: CampaignPageOptions): string {
  const { id, name, subject, chaosType, createdAt, seed, config } = campaign;
  const facts = [
    `campaign ${id}${name === null ? "" : ` "${printableLine(name, 60)}"`}`,
    `${printableLine(subject)}, ${printableLine(chaosType)}, ${campaignArm(campaign)}, ${createdAt}${seed === null ? "" : `, seed ${printableLine(seed)}`}`,
    ...replayText(config?.["replayOf"], trials),
    ...(paramsOf(config?.["params"]) === null ? [] : [`parameters ${paramsOf(config?.["params"])}`]),
  ];
  const body = trials.length === 0 ? "" : `${formatTable(trials, trialColumns)}${pageText(trials, counts, next.page)}`;
  const summary = counts.trials === 0 ? "No trial has begun.\n" : countsText(counts);
  return `${facts.join("\n")}\n\n${body}${summary}\nTo see one trial: ${next.trial}\n`;
}

function pageText(trials: readonly TrialSummaryFields[], counts: TrialCounts, next: string | null): string {
  if (trials.length === counts.trials) return "";
  const range = `trials ${trials[0]?.number} to ${trials.at(-1)?.number} of ${counts.trials}`;
  return next === null ? `${range}\n` : `${range}; the next: ${next}\n`;
}

function countsText({ outcomes, codes, standIns, trials }: TrialCounts): string {
  const listed = codes.map(({ code, count }) => ({ code: printableLine(code ?? "unknown", 60), count }));
  const invalid = listed.length === 0 ? "" : `not valid: ${codesText(listed)}\n`;
  return `${formatCoverage(coverageOf(outcomes))}\n${invalid}${standInLine({ standIns, trials })}`;
}

/** Of a campaign that repeats a trial: which, and whether the fault was another this time. */
function replayText(replayOf: unknown, trials: readonly TrialSummaryFields[]): string[] {
  if (typeof replayOf !== "object" || replayOf === null) return [];
  const { campaignId, trial, planDigest } = replayOf as { [key: string]: unknown };
  const other = trials.some((each) => each.planDigest !== null && each.planDigest !== planDigest);
  return [
    printableLine(
      `replay of trial ${String(trial)} of campaign ${String(campaignId)}${other ? ", with another plan" : ""}`,
    ),
  ];
}

/** Who repairs in a campaign. */
export function campaignArm({ config, baseline, variant, chaosType }: StoredCampaign): string {
  const arm = config?.["arm"];
  return armText({ label: typeof arm === "string" ? arm : null, baseline, variant, chaosType });
}

function paramsOf(params: unknown): string | null {
  if (typeof params !== "object" || params === null || Object.keys(params).length === 0) return null;
  return printableLine(
    Object.entries(params)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join(", "),
    200,
  );
}
