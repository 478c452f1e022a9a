import type { ArmAnalysis, Scores, ShamScores } from "@eval/analysis";
import { counted } from "@eval/core";
import { commandLine } from "../text/command-line.js";
import { percent } from "../text/coverage.js";
import { durationOrDash } from "../text/duration.js";
import { rangeText, rateText } from "../text/figures.js";
import { printableLine } from "../text/printable.js";
import { formatTable } from "../text/table.js";
import type { CampaignFacts } from "./campaign-facts.js";
import { rateBars, recoveryCurves } from "./charts.js";
import { gatesText } from "./gates-text.js";
import { excludedText, falseTicketLine, scoreLines, type Line } from "./score-lines.js";
import type { TextOptions } from "./text-options.js";
import type { AnalysisResult, ArmLifts } from "./result.js";

/** An analysis for people: the answer as a table, then every figure by arm and fault. */
export function analysisPage(result: AnalysisResult, options: TextOptions): string {
  const { analysis, campaigns, lifts, notes, gates } = result;
  const sections = [
    campaigns.map(campaignLine).join(""),
    notes.map((note) => `note: ${printableLine(note)}\n`).join(""),
    overview(analysis.arms),
    ...chartsText(analysis.arms, options.charts),
    ...analysis.arms.flatMap((arm) => armSections(arm, lifts)),
    nextText(result, options),
  ];
  return `${sections.filter((text) => text !== "").join("\n")}${gatesText(gates)}`;
}

export function campaignLine({ id, name, subject, chaosType, arm, seed, trials, trialCount }: CampaignFacts): string {
  const called = name === null ? "" : ` "${printableLine(name, 60)}"`;
  const begun = trials === trialCount ? counted(trials, "trial") : `${trials} of ${counted(trialCount, "trial")}`;
  const seeded = seed === null ? "" : `, seed ${printableLine(seed, 40)}`;
  return `campaign ${id}${called}: ${printableLine(subject)}, ${printableLine(chaosType)}, ${arm}, ${begun}${seeded}\n`;
}

function chartsText(arms: readonly ArmAnalysis[], charts: TextOptions["charts"]): string[] {
  return charts ? [rateBars(arms, charts), recoveryCurves(charts)] : [];
}

interface Row {
  arm: string;
  chaosType: string;
  scores: Scores;
}

function overview(arms: readonly ArmAnalysis[]): string {
  const rows = arms
    .filter(({ byChaosType }) => byChaosType.length > 0)
    .flatMap(({ arm, overall, byChaosType }): Row[] => [
      ...byChaosType.map(({ chaosType, scores }) => ({ arm: arm.name, chaosType, scores })),
      ...(byChaosType.length > 1 ? [{ arm: arm.name, chaosType: "all", scores: overall }] : []),
    ]);
  if (rows.length === 0) return "";
  return formatTable(rows, [
    { title: "who repairs", cell: ({ arm }) => printableLine(arm, 30) },
    { title: "chaos type", cell: ({ chaosType }) => printableLine(chaosType, 30) },
    { title: "valid", cell: ({ scores: { coverage } }) => `${coverage.valid} of ${coverage.total}`, align: "right" },
    { title: "success", cell: ({ scores }) => percentOrDash(scores.successRate.rate), align: "right" },
    { title: "95 % interval", cell: ({ scores }) => intervalText(scores.successRate), align: "right" },
    { title: "detected", cell: ({ scores }) => medianOrDash(scores.timeToDetect), align: "right" },
    { title: "recovered", cell: ({ scores }) => medianOrDash(scores.timeToRecover), align: "right" },
    {
      title: "not served",
      cell: ({ scores }) => durationOrDash(scores.clientImpact.unavailableMs?.p50 ?? null),
      align: "right",
    },
  ]);
}

function armSections(analysis: ArmAnalysis, lifts: readonly ArmLifts[]): string[] {
  const { arm, overall, byChaosType, shams } = analysis;
  const several = byChaosType.length > 1;
  const name = printableLine(arm.name, 60);
  return [
    ...(byChaosType.length === 0
      ? []
      : [
          section(`${name}, ${several ? "all faults" : printableLine(byChaosType[0]!.chaosType)}`, scoreLines(overall)),
        ]),
    ...(several
      ? byChaosType.map(({ chaosType, scores }) => section(`${name}, ${printableLine(chaosType)}`, scoreLines(scores)))
      : []),
    ...(shams === null ? [] : [section(`${name}, without a fault`, shamLines(shams))]),
    ...lifts.filter((lift) => lift.arm === arm.name).map((lift) => section(`${name}, lift`, liftLines(lift))),
  ];
}

function section(title: string, lines: readonly Line[]): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return `${title}\n${lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join("")}`;
}

function shamLines({ coverage, harmed, falseTickets }: ShamScores): Line[] {
  const excluded = excludedText(coverage);
  return [
    ["valid", `${coverage.valid} of ${coverage.total}${excluded === "" ? "" : `; not: ${excluded}`}`],
    ["harmed", rateText(harmed)],
    ...falseTicketLine(falseTickets),
  ];
}

/** Success above that of nobody and of restarting, on these very faults. */
function liftLines({ over }: ArmLifts): Line[] {
  return over.map(({ campaigns, lift }) => {
    const ids = `campaign${campaigns.length === 1 ? "" : "s"} ${campaigns.join(", ")}`;
    const { comparison, difference, ofHeadroom } = lift;
    const effect = (comparison.onTheseTypes ?? comparison.overall).successRate;
    if (difference === null || effect === null) return [`over ${lift.over}`, `cannot be said (${ids})`];
    const points = (share: number) => `${share > 0 ? "+" : ""}${Math.round(share * 100)}`;
    const range = effect.interval === null ? "" : `, ${rangeText(effect.interval, points)}`;
    const headroom = ofHeadroom === null || ofHeadroom < 0 ? "" : `; ${percent(ofHeadroom)} of what it left unrepaired`;
    const verdict = effect.verdict.replaceAll("_", " ");
    return [`over ${lift.over}`, `${points(difference)} points${range}: ${verdict} (${ids})${headroom}`];
  });
}

function nextText({ campaigns, db, lifts }: AnalysisResult, { program }: TextOptions): string {
  const [first] = campaigns;
  const compared = lifts.flatMap(({ over }) => over).find(({ lift }) => lift.over === "baseline");
  if (!first || !compared || campaigns.length > 1) return "";
  const args = ["compare-baseline", String(first.id), ...(db === "eval.db" ? [] : ["--db", db])];
  return `How sure that is: ${commandLine(program, args)}\n`;
}

function percentOrDash(rate: number | null): string {
  return rate === null ? "-" : percent(rate);
}

function intervalText({ n, lower, upper }: Scores["successRate"]): string {
  return n === 0 ? "-" : rangeText({ lower, upper }, percent);
}

function medianOrDash(time: Scores["timeToRecover"]): string {
  if (time === null) return "-";
  return time.median.value === null ? "not reached" : durationOrDash(time.median.value);
}
