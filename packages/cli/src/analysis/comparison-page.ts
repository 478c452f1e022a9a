import { printableLine } from "../text/printable.js";
import { campaignLine } from "./analysis-page.js";
import { gatesText } from "./gates-text.js";
import type { ComparisonResult, ComparisonsResult } from "./result.js";

/** A comparison for people: the answer first, then what it rests on. */
export function comparisonPage({ campaigns, comparison, notes, gates }: ComparisonResult): string {
  const sides = [
    ...campaigns.a.map((campaign) => `A  ${campaignLine(campaign)}`),
    ...campaigns.b.map((campaign) => `B  ${campaignLine(campaign)}`),
  ];
  return `${wordsText(comparison.words)}\n${notesText(notes)}${sides.join("")}${gatesText(gates)}`;
}

/** Every pair of arms, each with its own answer; their p-values are adjusted together. */
export function comparisonsPage({ arms, comparisons, notes, gates }: ComparisonsResult): string {
  const pairs = comparisons.comparisons.map(
    ({ a, b, words }) => `${printableLine(b.name)} against ${printableLine(a.name)}\n${wordsText(words)}\n`,
  );
  const family = `${comparisons.family.overall} p-values are adjusted together (Holm).\n`;
  const campaigns = arms.flatMap((arm) => arm.campaigns.map(campaignLine));
  return `${pairs.join("")}${family}${notesText(notes)}\n${campaigns.join("")}${gatesText(gates)}`;
}

function wordsText(words: readonly string[]): string {
  return words.map((line) => `${printableLine(line)}\n`).join("");
}

function notesText(notes: readonly string[]): string {
  return notes.map((note) => `note: ${printableLine(note)}\n`).join("");
}
