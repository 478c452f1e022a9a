import { compare, type AnalysedTrial } from "@eval/analysis";
import { usageError } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import { armName, campaignFacts, differencesOf } from "./campaign-facts.js";
import { armAnalysisOf, asksForGates, gatesExitCode, judgeArm, type GateRequest } from "./gate-options.js";
import type { LoadedCampaign } from "./load-campaign.js";
import type { AnalysisSource } from "./open-analysis.js";
import type { ComparisonResult } from "./result.js";

export type Sides = { a: readonly LoadedCampaign[]; b: readonly LoadedCampaign[] };

/** B against A. Rejects with `usage_invalid` where they are not two arms on the same subject. */
export async function compareCampaigns(
  sides: Sides,
  { source, request }: { source: AnalysisSource; request: GateRequest },
): Promise<ComparisonResult> {
  const all = [...sides.a, ...sides.b];
  refuseIncomparable(sides);
  const trials = { a: trialsOf(sides.a), b: trialsOf(sides.b) };
  const names = { a: armName(sides.a), b: armName(sides.b) };
  const comparison = compare(trials.a, trials.b, { names });
  const arm = asksForGates(request) ? armAnalysisOf(trials.b) : undefined;
  const gates = arm ? [{ arm: names.b, report: judgeArm(arm, request, comparison) }] : [];
  const empty = [comparison.a, comparison.b].some(({ coverage }) => coverage.valid === 0);
  const verdictCode = comparison.verdict === "inconclusive" ? exitCodes.inconclusive : exitCodes.ok;
  return {
    kind: "comparison",
    db: source.db,
    campaigns: { a: sides.a.map(campaignFacts), b: sides.b.map(campaignFacts) },
    comparison,
    gates,
    notes: [...comparabilityNotes(all), ...(await source.notesOn(all))],
    exitCode: empty
      ? exitCodes.tooFewValid
      : gates.length > 0
        ? gatesExitCode(gates.map(({ report }) => report))
        : verdictCode,
  };
}

export function comparabilityNotes(campaigns: readonly LoadedCampaign[]): string[] {
  const byType = new Map<string, LoadedCampaign["campaign"][]>();
  for (const { campaign } of campaigns) {
    byType.set(campaign.chaosType, [...(byType.get(campaign.chaosType) ?? []), campaign]);
  }
  return [...byType].flatMap(([chaosType, ofType]) => {
    const differences = differencesOf(ofType);
    if (differences.length === 0) return [];
    return [`${chaosType}: the arms differ in more than who repairs: ${differences.join(", ")}`];
  });
}

export function trialsOf(campaigns: readonly LoadedCampaign[]): AnalysedTrial[] {
  const [first, ...rest] = campaigns;
  return first && rest.length === 0 ? first.trials : campaigns.flatMap(({ trials }) => trials);
}

function refuseIncomparable({ a, b }: Sides): void {
  const subjects = [...new Set([...a, ...b].map(({ campaign }) => campaign.subject))];
  if (subjects.length > 1)
    throw usageError(`${subjects.join(" and ")} cannot be compared: they are different subjects`);
  const shared = a.find(({ campaign }) => b.some((other) => other.campaign.id === campaign.id));
  if (shared) throw usageError(`campaign ${shared.campaign.id} would be compared with itself`);
}
