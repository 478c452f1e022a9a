import { isSham, isValid, type TimedEvent } from "@eval/analysis";
import { survivalChart } from "../charts/survival-chart.js";
import { mostOperatorsInFigure } from "../figures/arm-style.js";
import { count, number, percent, seconds, secondsRange } from "../figures/figures.js";
import { survivalCurve, type SurvivalCurve } from "../figures/survival-curve.js";
import type { Findings } from "../findings.js";
import { html, type Markup } from "../markup/html.js";
import { armSign } from "./rates-section.js";

const questions = {
  recover: { title: "Time to recovery", label: "not yet recovered", none: "recovered" },
  detect: { title: "Time to detection", label: "not yet detected", none: "detected" },
} as const satisfies Partial<Record<TimedEvent, unknown>>;
type Question = keyof typeof questions;

/** Kaplan–Meier curves of each question: over all faults, and of each chaos type. */
export function curvesSection(findings: Findings, question: Question): Markup | null {
  const { title } = questions[question];
  const { chaosTypes } = findings;
  const together = chaosTypes.length > 1 ? figuresOf(findings, question, null) : [];
  const byType = chaosTypes.flatMap((chaosType) => figuresOf(findings, question, chaosType));
  const figures = [...together, ...byType];
  if (figures.length === 0 && question === "detect") return null;
  return html`<section id="${question}">
    <h2>${title}</h2>
    ${figures.length === 0 ? html`<p>No valid trial met a fault: there is no curve.</p>` : html`<p>${introduction(question, findings)}</p>`}
    ${together}
    <div class="${byType.length > 1 ? "multiples" : ""}">${byType}</div>
  </section>`;
}

function introduction(question: Question, { level }: Findings): string {
  const { label, none } = questions[question];
  return `Share of the valid trials ${label}, by Kaplan and Meier: lower is better. The bands are ${percent(level)} intervals at each point. An upright cross marks trials that were followed to the horizon and had not ${none} by then; giving up or claiming wrongly ends no trial early.`;
}

function figuresOf(findings: Findings, question: Question, chaosType: string | null): Markup[] {
  const curves = findings.arms.flatMap(({ arm, trials }) => {
    // Nobody detects anything in a baseline.
    if (question === "detect" && arm.baseline) return [];
    const own = trials.filter(
      (trial) => isValid(trial) && !isSham(trial) && (chaosType === null || trial.chaosType === chaosType),
    );
    const curve = survivalCurve(arm.name, own, { event: question, level: findings.level });
    return curve === null ? [] : [{ baseline: arm.baseline, curve }];
  });
  const baselines = curves.filter(({ baseline }) => baseline);
  const operators = curves.filter(({ baseline }) => !baseline);
  const chunks = Array.from({ length: Math.ceil(operators.length / mostOperatorsInFigure) }, (_, index) =>
    operators.slice(index * mostOperatorsInFigure, (index + 1) * mostOperatorsInFigure),
  );
  return (chunks.length === 0 && baselines.length > 0 ? [[]] : chunks).map((chunk) =>
    figure(
      [...baselines, ...chunk].map(({ curve }) => curve),
      { findings, question, chaosType },
    ),
  );
}

function figure(
  curves: readonly SurvivalCurve[],
  { findings, question, chaosType }: { findings: Findings; question: Question; chaosType: string | null },
): Markup {
  const { label, none, title } = questions[question];
  const where = chaosType ?? "all faults together";
  return html`<figure>
    <figcaption><strong>${title}, ${where}</strong></figcaption>
    ${survivalChart({
      title: `${title}, ${where}`,
      description: curves.map((curve) => curveWords(curve, none)).join(". "),
      label,
      curves,
      styles: findings.styles,
      horizonsMs: findings.horizonsMs,
    })}
    <div class="scroll">
      <table class="legend">
        <thead>
          <tr>
            <th scope="col">Arm</th>
            <th scope="col">${none}</th>
            <th scope="col">median</th>
            <th scope="col">mean to ${seconds(Math.min(...curves.map(({ tauMs }) => tauMs)))}</th>
          </tr>
        </thead>
        <tbody>
          ${curves.map(
            (curve) =>
              html`<tr>
                <th scope="row">${lineSample(curve.name, findings.styles)}${armSign(curve.name, findings.styles)}</th>
                <td>${number(curve.events)} of ${number(curve.n)}</td>
                <td>${medianWords(curve)}</td>
                <td>
                  ${seconds(curve.restrictedMean.value)}${curve.restrictedMean.lower === null ? null : ` ${secondsRange(curve.restrictedMean)}`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

function curveWords(curve: SurvivalCurve, none: string): string {
  return `${curve.name}: ${curve.events} of ${count(curve.n, "trial")} ${none}, median ${medianWords(curve)}`;
}

function medianWords({ median }: Pick<SurvivalCurve, "median">): string {
  if (median.value === null) return "not reached";
  return `${seconds(median.value)} ${secondsRange(median)}`;
}

function lineSample(name: string, styles: Findings["styles"]): Markup {
  const style = styles.get(name);
  return html`<svg class="sample" width="34" height="10" aria-hidden="true">
    <line class="curve ${style?.className}" stroke-dasharray="${style?.dash}" x1="0" x2="34" y1="5" y2="5" />
  </svg>`;
}
