import { compare, compareEach, type AnalysedTrial, type Comparisons } from "@eval/analysis";
import { usageError } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import { armName, campaignFacts, differencesOf } from "./campaign-facts.js";
import { armAnalysisOf, asksForGates, gatesExitCode, judgeArm, type GateRequest } from "./gate-options.js";
import type { LoadedCampaign } from "./load-campaign.js";
import type { AnalysisSource } from "./open-analysis.js";
import { sameNameNotes, togetherText } from "./operator-groups.js";
import type { ComparisonResult, ComparisonsResult } from "./result.js";

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
    notes: [
      ...[sides.a, sides.b].flatMap((side) => sameNameNotes(campaignsOf(side), togetherText)),
      ...comparabilityNotes(all),
      ...(await source.notesOn(all)),
    ],
    exitCode: empty
      ? exitCodes.tooFewValid
      : gates.length > 0
        ? gatesExitCode(gates.map(({ report }) => report))
        : verdictCode,
  };
}

/** Several arms, each against its own A and nothing pooled; all p-values are one family. */
export async function compareArms(
  arms: readonly Sides[],
  { source, request }: { source: AnalysisSource; request: GateRequest },
): Promise<ComparisonsResult> {
  arms.forEach(refuseIncomparable);
  const named = (campaigns: readonly LoadedCampaign[]) => ({ name: armName(campaigns), trials: trialsOf(campaigns) });
  const comparisons = compareEach(arms.map(({ a, b }) => ({ a: named(a), b: named(b) })));
  const gates = asksForGates(request)
    ? arms.flatMap(({ b }, index) => {
        const arm = armAnalysisOf(trialsOf(b));
        return arm ? [{ arm: armName(b), report: judgeArm(arm, request, comparisons.comparisons[index]) }] : [];
      })
    : [];
  const sides = new Map(arms.flatMap(({ a, b }) => [a, b]).map((side) => [armName(side), side]));
  const all = [...new Map([...sides.values()].flat().map((loaded) => [loaded.campaign.id, loaded])).values()];
  return {
    kind: "comparisons",
    db: source.db,
    arms: [...sides].map(([name, campaigns]) => ({ name, campaigns: campaigns.map(campaignFacts) })),
    comparisons,
    gates,
    notes: [...arms.flatMap(({ a, b }) => comparabilityNotes([...a, ...b])), ...(await source.notesOn(all))],
    exitCode: gates.length > 0 ? gatesExitCode(gates.map(({ report }) => report)) : comparisonsExitCode(comparisons),
  };
}

/** Without gates: 5 where an arm says nothing, 4 where a comparison is inconclusive. */
export function comparisonsExitCode({ comparisons }: Comparisons): number {
  if (comparisons.some(({ a, b }) => a.coverage.valid === 0 || b.coverage.valid === 0)) return exitCodes.tooFewValid;
  return comparisons.some(({ verdict }) => verdict === "inconclusive") ? exitCodes.inconclusive : exitCodes.ok;
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

function campaignsOf(side: readonly LoadedCampaign[]): LoadedCampaign["campaign"][] {
  return side.map(({ campaign }) => campaign);
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
