import type { ArmAnalysis, Coverage } from "@eval/analysis";
import { nothing, number, percent, percentRange } from "../figures/figures.js";
import type { Findings } from "../findings.js";
import { html, type Markup } from "../markup/html.js";
import { armSign } from "./rates-section.js";

/** How many trials say anything, and every code that made one invalid; shams beside them. */
export function coverageSection({ analysis, styles, level }: Findings): Markup {
  return html`<section id="coverage">
    <h2>Coverage</h2>
    <p>
      An invalid trial is one in which the harness or the cluster failed, so that nobody is judged. Its code says why;
      docs/errors.md of the program explains each.
    </p>
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Arm</th>
            <th scope="col">Trials</th>
            <th scope="col">Valid</th>
            <th scope="col">Invalid, by code</th>
            <th scope="col">Aborted</th>
            <th scope="col">Unfinished</th>
            <th scope="col">Failures, by code</th>
          </tr>
        </thead>
        <tbody>
          ${analysis.arms.map(
            ({ arm, overall }) =>
              html`<tr>
                <th scope="row">${armSign(arm.name, styles)}</th>
                ${cells(overall.coverage)}
                <td>${codes(overall.failures)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${shams(analysis.arms, { styles, level })}
  </section>`;
}

function cells({ total, valid, share, invalid, aborted, unfinished }: Coverage): Markup {
  return html`<td>${number(total)}</td>
    <td>${number(valid)} (${percent(share)})</td>
    <td>${codes(invalid)}</td>
    <td>${aborted}</td>
    <td>${unfinished}</td>`;
}

function codes(counts: readonly { code: string; count: number }[]): Markup | string {
  if (counts.length === 0) return "none";
  return html`<ul class="plain">
    ${counts.map(({ code, count }) => html`<li><code>${code}</code> × ${number(count)}</li>`)}
  </ul>`;
}

function shams(arms: readonly ArmAnalysis[], { styles, level }: Pick<Findings, "styles" | "level">): Markup | null {
  const rows = arms.flatMap(({ arm, shams: scores }) => (scores === null ? [] : [{ name: arm.name, scores }]));
  if (rows.length === 0) return null;
  return html`<h3>Shams</h3>
    <p>
      Trials without a fault: what an operator imagines, and what it breaks. They count in no success rate. Intervals
      are ${percent(level)}.
    </p>
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Arm</th>
            <th scope="col">Shams</th>
            <th scope="col">Valid</th>
            <th scope="col">Invalid, by code</th>
            <th scope="col">Aborted</th>
            <th scope="col">Unfinished</th>
            <th scope="col">Unwell afterwards</th>
            <th scope="col">False tickets</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, scores: { coverage, harmed, falseTickets } }) =>
              html`<tr>
                <th scope="row">${armSign(name, styles)}</th>
                ${cells(coverage)}
                <td>${harmed.count} of ${harmed.n}${harmed.rate === null ? null : ` (${percentRange(harmed)} %)`}</td>
                <td>
                  ${falseTickets === null ? nothing : falseTickets.count === 0 ? "none" : `${falseTickets.count} in ${falseTickets.trials} of them`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
