import { analyse, compareAll, type Comparisons } from "@eval/analysis";
import { didYouMean, HarnessError } from "@eval/core";
import type { CampaignSummary, Store } from "@eval/store";
import { usageError, type Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import { armName, campaignFacts } from "./campaign-facts.js";
import { chartedSide, chartsFor } from "./charts.js";
import { comparabilityNotes, comparisonsExitCode, trialsOf } from "./compare-campaigns.js";
import { asksForGates, gatesExitCode, judgeArm, readGates, type GateRequest } from "./gate-options.js";
import type { LoadedCampaign } from "./load-campaign.js";
import { openAnalysis } from "./open-analysis.js";
import { readFormat } from "./render-result.js";
import type { ComparisonsResult, JudgedArm } from "./result.js";
import { writeResult } from "./write-result.js";

/** Campaigns are looked through in pages of so many. */
const pageSize = 1_000;

/** `eval compare-variants`. */
export async function compareVariants(args: Arguments, io: Io): Promise<number> {
  const format = readFormat(args);
  const wanted = args
    .text("variant")
    ?.split(",")
    .map((name) => name.trim());
  const request = readGates(args, { regression: wanted !== undefined });
  const which = { subject: args.text("subject") ?? "", chaosType: args.text("chaos") ?? "", name: args.text("name") };
  await using source = await openAnalysis(args, io);
  const groups = chosen(await campaignsByVariant(source.store, which), { wanted, which, db: source.db });
  const arms: VariantArm[] = [];
  for (const [variant, ids] of groups) {
    const campaigns = await source.load(ids);
    arms.push({ variant, name: armName(campaigns), campaigns });
  }
  const comparisons = compareAll(arms.map(({ name, campaigns }) => ({ name, trials: trialsOf(campaigns) })));
  const all = arms.flatMap(({ campaigns }) => campaigns);
  const gates = asksForGates(request) ? judged(arms, comparisons, request) : [];
  const result: ComparisonsResult = {
    kind: "comparisons",
    db: source.db,
    arms: arms.map(({ name, campaigns }) => ({ name, campaigns: campaigns.map(campaignFacts) })),
    comparisons,
    gates,
    notes: [...comparabilityNotes(all), ...(await source.notesOn(all))],
    exitCode: gates.length > 0 ? gatesExitCode(gates.map(({ report }) => report)) : comparisonsExitCode(comparisons),
  };
  const charts = chartsFor(() => arms.map(({ campaigns }) => chartedSide(campaigns)), { args, io });
  // Awaited here: the source is closed only then.
  return await writeResult(result, { format, io, charts, junit: args.text("junit") });
}

interface VariantArm {
  variant: string;
  name: string;
  campaigns: readonly LoadedCampaign[];
}

interface Which {
  subject: string;
  chaosType: string;
  name: string | undefined;
}

/** Ids of the campaigns with an operator on that fault, by variant, both in the order of the ids. */
async function campaignsByVariant(store: Store, which: Which): Promise<Map<string, number[]>> {
  const found: CampaignSummary[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const page = await store.listCampaigns({ limit: pageSize, offset });
    found.push(...page.filter((campaign) => matches(campaign, which)));
    if (page.length < pageSize) break;
  }
  const groups = new Map<string, number[]>();
  for (const { id, variant } of found.reverse()) {
    const name = variant ?? "operator";
    groups.set(name, [...(groups.get(name) ?? []), id]);
  }
  return groups;
}

/** The repetition of a single trial (`replay`) is no evidence of its own: only its number makes it count. */
function matches({ subject, chaosType, baseline, name, replay }: CampaignSummary, which: Which): boolean {
  const sameName = which.name === undefined || name === which.name;
  return subject === which.subject && chaosType === which.chaosType && !baseline && !replay && sameName;
}

/** Rejects with `trial_not_found` where there are fewer than two to compare, and names those there are. */
function chosen(
  groups: ReadonlyMap<string, number[]>,
  { wanted, which, db }: { wanted: readonly string[] | undefined; which: Which; db: string },
): [string, number[]][] {
  const { subject, chaosType } = which;
  const there = [...groups.keys()].sort();
  const unknown = wanted?.find((name) => !groups.has(name));
  if (unknown !== undefined && there.length > 0) {
    const message = `no campaign of ${subject} on ${chaosType} has the variant ${unknown}${didYouMean(unknown, there)}`;
    throw new HarnessError("trial_not_found", { message, hint: `There are ${there.join(", ")}.` });
  }
  if (there.length < 2) {
    throw new HarnessError("trial_not_found", {
      message: `${db} has ${there.length === 0 ? "no variant" : `only the variant ${there[0]}`} of an operator for ${subject} on ${chaosType}`,
    });
  }
  const names = [...new Set(wanted ?? there)];
  if (names.length < 2) throw usageError("--variant needs two names or more, joined by commas");
  return names.map((name) => [name, groups.get(name) ?? []]);
}

/** Every variant; with `regression`, each but the first, as compared with the first. */
function judged(arms: readonly VariantArm[], { comparisons }: Comparisons, request: GateRequest): JudgedArm[] {
  const regression = request.gates.some(({ kind }) => kind === "regression");
  return arms.slice(regression ? 1 : 0).flatMap(({ name, campaigns }) => {
    const [arm] = analyse(trialsOf(campaigns)).arms;
    const comparison = comparisons.find(({ a, b }) => a.name === arms[0]?.name && b.name === name);
    return arm ? [{ arm: name, report: judgeArm(arm, request, comparison) }] : [];
  });
}
