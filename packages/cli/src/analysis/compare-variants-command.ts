import { analyse, compareAll, type Comparisons } from "@eval/analysis";
import type { Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import { armName, campaignFacts } from "./campaign-facts.js";
import { chartedSide, chartsFor } from "./charts.js";
import { chooseVariants } from "./choose-variants.js";
import { comparabilityNotes, comparisonsExitCode, trialsOf } from "./compare-campaigns.js";
import { asksForGates, gatesExitCode, judgeArm, readGates, type GateRequest } from "./gate-options.js";
import type { LoadedCampaign } from "./load-campaign.js";
import { openAnalysis } from "./open-analysis.js";
import { sameNameNotes, type OperatorGroup } from "./operator-groups.js";
import { readFormat } from "./render-result.js";
import type { ComparisonsResult, JudgedArm } from "./result.js";
import { writeResult } from "./write-result.js";

/** `eval compare-variants`. */
export async function compareVariants(args: Arguments, io: Io): Promise<number> {
  const format = readFormat(args);
  const wanted = args
    .text("variant")
    ?.split(",")
    .map((name) => name.trim());
  const request = readGates(args, { regression: wanted !== undefined });
  const [subject = "", chaosType = ""] = [args.text("subject"), args.text("chaos")];
  await using source = await openAnalysis(args, io);
  const groups = await chooseVariants({ subject, chaosType, name: args.text("name"), wanted }, source);
  const arms: VariantArm[] = [];
  for (const group of groups) {
    const campaigns = await source.load(group.campaigns.map(({ id }) => id));
    arms.push({ name: armName(campaigns), campaigns });
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
    notes: [
      ...sameNameNotes(
        groups.flatMap(({ campaigns }) => campaigns),
        "each is an arm of its own",
      ),
      ...pooledNotes(groups),
      ...comparabilityNotes(all),
      ...(await source.notesOn(all)),
    ],
    exitCode: gates.length > 0 ? gatesExitCode(gates.map(({ report }) => report)) : comparisonsExitCode(comparisons),
  };
  const charts = chartsFor(() => arms.map(({ campaigns }) => chartedSide(campaigns)), { args, io });
  // Awaited here: the source is closed only then.
  return await writeResult(result, { format, io, charts, junit: args.text("junit") });
}

interface VariantArm {
  name: string;
  campaigns: readonly LoadedCampaign[];
}

/** One operator may have met the fault in campaigns of several names, which are taken together. */
function pooledNotes(groups: readonly OperatorGroup[]): string[] {
  return groups.flatMap(({ name, campaigns }) => {
    const names = [...new Set(campaigns.flatMap((campaign) => campaign.name ?? []))];
    if (names.length < 2) return [];
    return [`${name}: campaigns of several names are taken together (${names.join(", ")}); --name takes one`];
  });
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
