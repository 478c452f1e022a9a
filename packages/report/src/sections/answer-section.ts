import type { ArmAnalysis, Comparison } from "@eval/analysis";
import { digest } from "@eval/core";
import { count, number, percent, percentRange } from "../figures/figures.js";
import type { Findings } from "../findings.js";
import { html, type Markup } from "../markup/html.js";
import type { ReportInput } from "../report-input.js";

/** The verdicts in words, before any figure. */
export function answerSection(
  { analysis, comparisons, arms, level }: Findings,
  { notes }: Pick<ReportInput, "notes">,
): Markup {
  const warnings = [
    ...notes,
    ...analysis.arms.flatMap(({ arm, notes: own }) => own.map((note) => `${arm.name}: ${note}`)),
  ];
  const baselines = new Set(arms.filter(({ arm }) => arm.baseline).map(({ arm }) => arm.name));
  const answers = comparisons.comparisons
    .filter(({ chaosTypes }) => chaosTypes.compared.length > 0)
    .toSorted((one, other) => Number(baselines.has(other.a.name)) - Number(baselines.has(one.a.name)));
  return html`<section id="answer">
    <h2>The answer</h2>
    ${
      answers.length > 0
        ? html`<ul class="answers">
            ${answers.map(answer)}
          </ul>`
        : html`<p>${whyNothing(analysis.arms)}</p>`
    }
    <p>
      ${analysis.arms.map(({ arm, overall }) => {
        const { successRate, coverage } = overall;
        if (coverage.total === 0) return html`<strong>${arm.name}</strong> met no fault. `;
        if (successRate.n === 0)
          return html`<strong>${arm.name}</strong> has no valid trial among ${count(coverage.total, "trial")}: nothing
            can be said of it. `;
        return html`<strong>${arm.name}</strong> succeeded in ${number(successRate.count)} of
          ${count(successRate.n, "valid trial")}: ${percent(successRate.rate, successRate.n)}
          ${percentRange(successRate, successRate.n)}. `;
      })}Brackets
      hold ${percent(level)} intervals.
    </p>
    ${
      warnings.length === 0
        ? null
        : html`<h3>To be known before these figures are trusted</h3>
            <ul>
              ${warnings.map((warning) => html`<li>${warning}</li>`)}
            </ul>`
    }
  </section>`;
}

function answer({ verdict, words, a, b }: Comparison): Markup {
  const [first = "", ...rest] = words;
  return html`<li class="verdict ${verdict}">
    <span class="tag">${verdictWords[verdict]}</span> <span class="pair">${b.name} against ${a.name}</span
    ><br />${first}${rest.length > 0 ? html` <a href="#${comparisonId({ a, b })}">More</a>` : null}
  </li>`;
}

export const verdictWords = {
  better: "▲ better",
  worse: "▼ worse",
  no_difference_shown: "= no difference shown",
  inconclusive: "? inconclusive",
} as const;

/** An anchor of letters and digits, whatever arms are called. */
export function comparisonId({ a, b }: Pick<Comparison, "a" | "b">): string {
  return `compare-${digest([a.name, b.name]).slice(0, 12)}`;
}

function whyNothing(arms: readonly ArmAnalysis[]): string {
  if (arms.length === 0) return "There are no trials.";
  if (arms.every(({ overall }) => overall.coverage.total === 0))
    return "There are shams alone: nobody was to repair anything.";
  if (arms.length > 1) return "The arms met no chaos type in common: there is nothing to compare.";
  return arms[0]?.arm.baseline
    ? "There is a baseline alone: it says what heals by itself, and nothing of any operator."
    : "There is nothing to compare with: without a baseline nobody knows what would have healed by itself.";
}
