import type { Scores } from "@eval/analysis";
import { intervalAxis, intervalChart } from "../charts/interval-chart.js";
import { number, percent, percentRange } from "../figures/figures.js";
import type { Findings } from "../findings.js";
import { html, type Markup } from "../markup/html.js";

const grid = [0, 0.25, 0.5, 0.75, 1];
const marks = [
  [0, "0 %"],
  [0.5, "50 %"],
  [1, "100 %"],
] as const;

/** A forest plot of success rates: per arm, over all faults and by chaos type. */
export function ratesSection(findings: Findings): Markup {
  const { analysis, chaosTypes, level } = findings;
  const groups = [
    ...(chaosTypes.length === 1 ? [] : [{ title: "All faults", scoresOf: overallOf }]),
    ...chaosTypes.map((chaosType) => ({
      title: chaosType,
      scoresOf: (arm: Findings["analysis"]["arms"][number]) =>
        arm.byChaosType.find((entry) => entry.chaosType === chaosType)?.scores ?? null,
    })),
  ];
  if (chaosTypes.length === 0)
    return html`<section id="rates">
      <h2>Success</h2>
      <p>No trial met a fault.</p>
    </section>`;
  return html`<section id="rates">
    <h2>Success</h2>
    <p>
      Trials in which the cluster recovered within the horizon and no acknowledged write was lost, of the valid ones,
      with Wilson’s ${percent(level)} interval. A thin grey line below tells how far trials that are not valid could
      move the rate.
    </p>
    <table class="forest">
      <thead>
        <tr>
          <th scope="col">Arm</th>
          <th scope="col">Success</th>
          <th scope="col">Rate</th>
          <th scope="col" class="chart">${intervalAxis({ from: 0, to: 1, marks })}</th>
        </tr>
      </thead>
      ${groups.map(
        ({ title, scoresOf }) =>
          html`<tbody>
            <tr>
              <th scope="rowgroup" colspan="4" class="group">${title}</th>
            </tr>
            ${analysis.arms.map((arm) => {
              const scores = scoresOf(arm);
              return scores === null ? null : row(arm.arm.name, scores, findings);
            })}
          </tbody>`,
      )}
    </table>
  </section>`;
}

function overallOf({ overall }: Findings["analysis"]["arms"][number]): Scores | null {
  return overall.coverage.total === 0 ? null : overall;
}

function row(name: string, { successRate, coverage }: Scores, { styles }: Findings): Markup {
  const { count, n, rate, worst, best } = successRate;
  const style = styles.get(name);
  const excluded = coverage.total - coverage.valid;
  const chart = intervalChart({
    title: `${name}: ${count} of ${n}, ${percent(rate, n)} ${percentRange(successRate, n)}`,
    value: rate,
    interval: n === 0 ? null : successRate,
    bounds: excluded > 0 && worst !== null && best !== null ? { lower: worst, upper: best } : null,
    from: 0,
    to: 1,
    grid,
    style,
  });
  const hidden =
    excluded === 0 ? null : html`<br /><small>${excluded} not valid: ${percent(worst)} to ${percent(best)}</small>`;
  return html`<tr>
    <th scope="row">${armSign(name, styles)}</th>
    <td>${number(count)} of ${number(n)}</td>
    <td>${n === 0 ? "unknown" : `${percent(rate, n)} ${percentRange(successRate, n)}`}${hidden}</td>
    <td class="chart">${chart}</td>
  </tr>`;
}

/** An arm's name with the sign it has in every figure. */
export function armSign(name: string, styles: Findings["styles"]): Markup {
  const style = styles.get(name);
  return html`<span class="arm"
    ><svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
      <path class="sign ${style?.className}" d="${style?.sign}" /></svg
    >${name}</span
  >`;
}
