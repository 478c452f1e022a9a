import { counted } from "@eval/core";
import { jsonText } from "../json/version.js";
import type { Io } from "../io.js";
import { formatDuration } from "../text/duration.js";
import { printableLine } from "../text/printable.js";
import { formatTable } from "../text/table.js";
import { armLabel } from "../run/arm.js";
import { armOf, faultText, whoRepairs } from "./arm-names.js";
import type { ExpandedCampaign, PlannedArm } from "./campaign-plan.js";
import { forecast, type Detectable, type Forecast } from "./forecast.js";
import type { ResolvedCampaign } from "./resolve-campaign.js";

/** Prints what a campaign would run, how long that takes, and what it can show. */
export function reportMatrix(
  campaign: ResolvedCampaign,
  expanded: ExpandedCampaign,
  { io, json, warnings }: { io: Io; json: boolean; warnings: readonly string[] },
): void {
  const { plan } = campaign;
  const expected = forecast(expanded, campaign);
  if (json) {
    const arms = expanded.arms.map((arm) => armJson(arm, campaign));
    const { name, seed, order } = plan;
    const content = { file: campaign.file, name, seed, order, arms, trialCount: expanded.trials.length };
    io.stdout.write(jsonText("matrix", { ...content, forecast: expected, warnings }));
    return;
  }
  const lines = [
    `${printableLine(plan.name)}: ${counted(expanded.trials.length, "trial")}, seed ${printableLine(plan.seed)}, ${orderText(plan.order)}`,
    "",
    matrixTable(campaign, expanded.arms),
    durationText(expected, campaign),
    ...detectableText(expected.detectable),
  ];
  io.stdout.write(`${lines.join("\n")}\n`);
  for (const warning of warnings) io.stderr.write(`warning: ${warning}\n`);
}

function matrixTable({ plan }: ResolvedCampaign, arms: readonly PlannedArm[]): string {
  const several = plan.subjects.length > 1;
  return formatTable(arms, [
    ...(several ? [{ title: "subject", cell: (arm: PlannedArm) => plan.subjects[arm.subject]!.name }] : []),
    { title: "chaos type", cell: (arm) => printableLine(faultText(arm), 60) },
    { title: "who repairs", cell: (arm) => printableLine(whoRepairs(arm), 40) },
    { title: "operator", cell: (arm) => armLabel({ ...armOf(arm), sham: false }) },
    { title: "trials", cell: () => String(plan.repetitions), align: "right" },
  ]);
}

function durationText({ leastMs, mostMs, assumed }: Forecast, { timing, parallel }: ResolvedCampaign): string {
  const each = [
    `${formatDuration(assumed.readyMs)} to get a cluster ready`,
    `a quiet period of ${formatDuration((timing.quietMinMs + timing.quietMaxMs) / 2)}`,
    `${formatDuration(assumed.judgeAndCleanMs)} to judge and clean`,
    ...(assumed.cooldownMs > 0 ? [`${formatDuration(assumed.cooldownMs)} of cooldown`] : []),
  ];
  return (
    `${parallel > 1 ? `On ${parallel} clusters at a time: between` : "Between"} ${formatDuration(leastMs)}, if every fault healed at once, and ${formatDuration(mostMs)}, if none did ` +
    `within the horizon of ${formatDuration(timing.horizonMs)}.\nAssumed for each trial: ${each.join(", ")}.`
  );
}

function detectableText(detectable: Detectable | null): string[] {
  if (!detectable) return [];
  const { pairsPerChaosType, paired, unpaired, pairsInAll, pairedInAll, fewestPairs, level, power } = detectable;
  const sure = `(${percent(level)} confidence, ${percent(power)} power)`;
  const within = `Of two arms, ${counted(pairsPerChaosType, "pair")} within a chaos type`;
  const otherwise = unpaired === null ? "unpaired, none" : `unpaired, one of ${points(unpaired)}`;
  const first =
    paired === null
      ? `${within} cannot show a difference in success, ${fewestPairs} at the least can; ${otherwise} ${sure}.`
      : `${within} show a difference in success of ${points(paired)} points or more; ${otherwise} ${sure}.`;
  // `compare` adjusts for asking two questions at once (Holm), and so says a greater number for as many pairs.
  const asked =
    "That is for success alone: a comparison asks of the time to recovery as well, for which it needs more.";
  if (pairsInAll === pairsPerChaosType) return [first, asked];
  const all =
    pairedInAll === null ? "none either" : `a difference of ${points(pairedInAll)} points, were all chaos types alike`;
  return [first, `Over all chaos types, ${counted(pairsInAll, "pair")} show ${all}.`, asked];
}

function armJson(arm: PlannedArm, { plan }: ResolvedCampaign): object {
  return {
    subject: plan.subjects[arm.subject]!.name,
    chaosType: arm.chaosType ?? "none",
    params: arm.params,
    arm: armLabel(armOf(arm)),
    variant: arm.told?.name ?? null,
    baseline: arm.role === "baseline",
    trialCount: plan.repetitions,
  };
}

function orderText(order: "randomised" | "as_written"): string {
  return order === "randomised" ? "in random order" : "in the order written";
}

function points(share: number): string {
  // Rounded up: a smaller one would not do.
  return String(Math.ceil(share * 100));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
