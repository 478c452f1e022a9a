import { shamChaosType } from "@eval/analysis";
import { HarnessError } from "@eval/core";
import { usageError, type Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import { chartedSide, chartsFor, type ChartedArm } from "./charts.js";
import { campaignIds } from "./campaign-ids.js";
import { compareArms, compareCampaigns, type Sides } from "./compare-campaigns.js";
import { findReference } from "./find-references.js";
import { readGates } from "./gate-options.js";
import type { LoadedCampaign } from "./load-campaign.js";
import { openAnalysis, type AnalysisSource } from "./open-analysis.js";
import { groupOperators } from "./operator-groups.js";
import { readFormat } from "./render-result.js";
import { writeResult } from "./write-result.js";

/** `eval compare-baseline`. */
export async function compareBaseline(args: Arguments, io: Io): Promise<number> {
  const format = readFormat(args);
  const request = readGates(args, { regression: true });
  await using source = await openAnalysis(args, io);
  const named = await source.load(await campaignIds(args.list("ids"), source));
  const b = named.filter(({ campaign }) => !campaign.baseline && campaign.chaosType !== shamChaosType);
  if (b.length === 0) {
    throw usageError(
      `${named.map(({ campaign }) => `campaign ${campaign.id}`).join(", ")}: there is no operator on a fault to compare`,
      "Give the campaign of an operator; `eval list` shows who repairs in each.",
    );
  }
  const given = args.text("baseline");
  const arms: Sides[] = [];
  const byId = new Map(b.map((loaded) => [loaded.campaign.id, loaded]));
  for (const { campaigns } of groupOperators(b.map(({ campaign }) => campaign))) {
    const own = campaigns.map(({ id }) => byId.get(id)!);
    const found = given === undefined ? await findBaselines(own, source) : await campaignIds([given], source);
    const a = await source.load(found);
    const operated = a.find(({ campaign }) => !campaign.baseline);
    if (operated) throw usageError(`campaign ${operated.campaign.id} is no baseline: an operator repairs in it`);
    arms.push({ a, b: own });
  }
  const [only] = arms;
  const result =
    only && arms.length === 1
      ? await compareCampaigns(only, { source, request })
      : await compareArms(arms, { source, request });
  const baselines = arms.flatMap(({ a }) => a);
  const ids = [...new Set(baselines.map(({ campaign }) => campaign.id))];
  const how = given === undefined ? "found by its subject, fault and seed" : "as given";
  result.notes.unshift(`compared with baseline ${ids.join(", ")} (${how})`);
  const charts = chartsFor(() => chartedSides(arms), { args, io });
  // Awaited here: the source is closed only then.
  return await writeResult(result, { format, io, charts, junit: args.text("junit") });
}

/** Each side once: arms may share their baseline. */
function chartedSides(arms: readonly Sides[]): ChartedArm[] {
  const charted = arms.flatMap(({ a, b }) => [a, b]).map(chartedSide);
  return [...new Map(charted.map((arm) => [arm.name, arm])).values()];
}

async function findBaselines(campaigns: readonly LoadedCampaign[], { store, db }: AnalysisSource): Promise<number[]> {
  const ids = new Set<number>();
  for (const { campaign } of campaigns) {
    const found = await findReference(store, campaign, "baseline");
    if (found) ids.add(found.id);
  }
  if (ids.size > 0) return [...ids];
  const { id, subject, chaosType } = campaigns[0]!.campaign;
  throw new HarnessError("trial_not_found", {
    message: `${db} has no baseline that was asked the same as campaign ${id} (${subject}, ${chaosType}, its parameters, horizon and hold window)`,
    hint: "Run one with `eval run --baseline` and the same seed, or name one with --baseline ID.",
  });
}
