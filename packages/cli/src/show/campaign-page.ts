import type { StoredCampaign } from "@eval/store";
import type { TrialSummaryFields } from "../json/trial-json.js";
import { summariseTrials } from "../run/summarise-arm.js";
import { printableLine } from "../text/printable.js";

export function campaignPage(campaign: StoredCampaign, trials: readonly TrialSummaryFields[], next: string): string {
  const { id, name, subject, chaosType, createdAt, seed, config } = campaign;
  const facts = [
    `campaign ${id}${name === null ? "" : ` "${printableLine(name, 60)}"`}`,
    `${printableLine(subject)}, ${printableLine(chaosType)}, ${armText(campaign)}, ${createdAt}${seed === null ? "" : `, seed ${printableLine(seed)}`}`,
    ...replayText(config?.["replayOf"], trials),
    ...(paramsOf(config?.["params"]) === null ? [] : [`parameters ${paramsOf(config?.["params"])}`]),
  ];
  const body = trials.length === 0 ? "No trial has begun.\n" : summariseTrials(trials);
  return `${facts.join("\n")}\n\n${body}\nTo see one trial: ${next}\n`;
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

export function armText({ config, baseline, variant }: StoredCampaign): string {
  const arm = config?.["arm"];
  if (typeof arm === "string") return printableLine(arm);
  return baseline ? "baseline" : printableLine(variant ?? "operator");
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
