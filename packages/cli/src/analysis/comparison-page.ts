import type { Comparison } from "@eval/analysis";
import { printableLine } from "../text/printable.js";
import { campaignLine } from "./analysis-page.js";
import { differenceBars, recoveryCurves } from "./charts.js";
import { gatesText } from "./gates-text.js";
import type { TextOptions } from "./text-options.js";
import type { ComparisonResult, ComparisonsResult } from "./result.js";

/** A comparison for people: the answer first, then what it rests on. */
export function comparisonPage(
  { campaigns, comparison, notes, gates }: ComparisonResult,
  { charts }: Pick<TextOptions, "charts">,
): string {
  const sides = [
    ...campaigns.a.map((campaign) => `A  ${campaignLine(campaign)}`),
    ...campaigns.b.map((campaign) => `B  ${campaignLine(campaign)}`),
  ];
  return `${wordsText(comparison.words)}\n${chartsText([comparison], charts)}${notesText(notes)}${sides.join("")}${gatesText(gates)}`;
}

/** Every pair of arms, each with its own answer; their p-values are adjusted together. */
export function comparisonsPage(
  { arms, comparisons, notes, gates }: ComparisonsResult,
  { charts }: Pick<TextOptions, "charts">,
): string {
  const pairs = comparisons.comparisons.map(
    ({ a, b, words }) => `${printableLine(b.name)} against ${printableLine(a.name)}\n${wordsText(words)}\n`,
  );
  const family = `${comparisons.family.overall} p-values are adjusted together (Holm).\n`;
  const campaigns = arms.flatMap((arm) => arm.campaigns.map(campaignLine));
  return `${pairs.join("")}${family}\n${chartsText(comparisons.comparisons, charts)}${notesText(notes)}${campaigns.join("")}${gatesText(gates)}`;
}

/** Differences by chaos type, of several comparisons only the overall ones; and who recovers when. */
function chartsText(comparisons: readonly Comparison[], charts: TextOptions["charts"]): string {
  if (!charts) return "";
  const rows = comparisons.flatMap(({ a, b, overall, byChaosType }) =>
    comparisons.length > 1
      ? [{ title: `${b.name} against ${a.name}`, effects: overall }]
      : [
          ...byChaosType.map(({ chaosType, ...effects }) => ({ title: chaosType, effects })),
          ...(byChaosType.length > 1 ? [{ title: "all", effects: overall }] : []),
        ],
  );
  return [differenceBars(rows, charts), recoveryCurves(charts)]
    .map((chart) => (chart === "" ? "" : `${chart}\n`))
    .join("");
}

function wordsText(words: readonly string[]): string {
  return words.map((line) => `${printableLine(line)}\n`).join("");
}

function notesText(notes: readonly string[]): string {
  return notes.map((note) => `note: ${printableLine(note)}\n`).join("");
}
