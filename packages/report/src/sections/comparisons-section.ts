import type { Comparison, CurveTest, Effect, Effects, Interval } from "@eval/analysis";
import { intervalAxis, intervalChart } from "../charts/interval-chart.js";
import { count, nothing, seconds, signed } from "../figures/figures.js";
import type { Findings } from "../findings.js";
import { html, type Markup } from "../markup/html.js";
import { comparisonId, verdictWords } from "./answer-section.js";
import { methodNames } from "./method-names.js";

/** Each comparison: its sentences, its differences as a forest plot, and how they were estimated. */
export function comparisonsSection(findings: Findings): Markup | null {
  const { comparisons, family } = findings.comparisons;
  if (comparisons.length === 0) return null;
  return html`<section id="comparisons">
    <h2>Comparisons</h2>
    <p>
      The arm named first is compared with the one named second. All overall answers of this report, ${family.overall}
      of them, are one family: their p-values are adjusted together after Holm. Those of single chaos types are adjusted
      among themselves.
    </p>
    ${comparisons.map((comparison) => section(comparison, findings))}
  </section>`;
}

function section(comparison: Comparison, { styles }: Findings): Markup {
  const { a, b, words, chaosTypes, overall, onTheseTypes, byChaosType, pairing } = comparison;
  const rows: { title: string; effects: Effects }[] = [
    ...(chaosTypes.compared.length === 1 ? [] : [{ title: "faults in general", effects: overall }]),
    ...(onTheseTypes === null ? [] : [{ title: "these chaos types", effects: onTheseTypes }]),
    ...byChaosType.map(({ chaosType, ...effects }) => ({ title: chaosType, effects })),
  ];
  const heading = html`<h3 id="${comparisonId(comparison)}">${b.name} against ${a.name}</h3>`;
  if (chaosTypes.compared.length === 0)
    return html`${heading}
      <p>${words}</p>`;
  return html`${heading}
    <ul class="words">
      ${words.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    <table class="forest differences">
      <thead>
        <tr>
          <th scope="col">Success</th>
          <th scope="col">${b.name}, ${a.name}</th>
          <th scope="col">Difference in points</th>
          <th scope="col" class="chart">
            ${intervalAxis({
              from: -1,
              to: 1,
              marks: [
                [-1, "−100"],
                [0, "0"],
                [1, "+100"],
              ],
            })}
          </th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(({ title, effects }) => effects.successRate && successRow(title, effects.successRate, styles.get(b.name)))}
      </tbody>
    </table>
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Faults</th>
            <th scope="col">Measure</th>
            <th scope="col">Answer</th>
            <th scope="col">${b.name}</th>
            <th scope="col">${a.name}</th>
            <th scope="col">Difference</th>
            <th scope="col">p</th>
            <th scope="col">after Holm</th>
            <th scope="col">n</th>
            <th scope="col">Method</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ title, effects }) => effectRows(title, effects))}
        </tbody>
      </table>
    </div>
    <p>${pairingWords(pairing)}</p>`;
}

function successRow(title: string, effect: Effect, style: Parameters<typeof intervalChart>[0]["style"]): Markup {
  const points = differenceOf(effect, 100, 0);
  return html`<tr>
    <th scope="row">${title}<br /><small>${verdictWords[effect.verdict]}</small></th>
    <td>${share(effect.b)}, ${share(effect.a)}</td>
    <td>${points}</td>
    <td class="chart">
      ${intervalChart({
        title: `${title}: ${points}`,
        value: effect.difference,
        interval: effect.interval,
        bounds: boundsOf(effect),
        from: -1,
        to: 1,
        grid: [-1, -0.5, 0.5, 1],
        zero: 0,
        style,
      })}
    </td>
  </tr>`;
}

function effectRows(title: string, { successRate, timeToRecover, curves }: Effects): Markup[] {
  const cells = [
    ...[successRate, timeToRecover].filter((effect) => effect !== null).map(effectCells),
    ...(curves === null ? [] : [curveCells(curves)]),
  ];
  return cells.map((own, index) =>
    index === 0
      ? html`<tr>
          <th scope="rowgroup" rowspan="${cells.length}">${title}</th>
          ${own}
        </tr>`
      : html`<tr>
          ${own}
        </tr>`,
  );
}

function effectCells(effect: Effect): Markup {
  const { measure, n, p, adjustedP, verdict, method, a, b } = effect;
  const success = measure === "success_rate";
  const value = (of: number | null) => (success ? share(of) : seconds(of));
  const difference = success ? differenceOf(effect, 100, 0) : differenceOf(effect, 0.001, 1);
  return html`<td>${success ? "success, points" : "recovery, s"}</td>
    <td>${verdictWords[verdict]}</td>
    <td class="figure">${value(b)}</td>
    <td class="figure">${value(a)}</td>
    <td class="figure">${difference}</td>
    <td class="figure">${pFigure(p)}</td>
    <td class="figure">${pFigure(adjustedP)}</td>
    <td class="figure">${n.pairs === null ? `${n.b}, ${n.a}` : count(n.pairs, "pair")}</td>
    <td>${methodNames[method]}</td>`;
}

/** Without an answer of its own: it asks again what the mean times have answered. */
function curveCells({ chiSquared, p, method }: CurveTest): Markup {
  return html`<td>whole curves</td>
    <td>${nothing}</td>
    <td colspan="3">χ² = ${chiSquared.toFixed(2)}</td>
    <td class="figure">${pFigure(p)}</td>
    <td>${nothing}</td>
    <td>${nothing}</td>
    <td>${methodNames[method]}</td>`;
}

function pFigure(p: number): string {
  return p < 0.0001 ? "< 0.0001" : String(Number(p.toPrecision(2)));
}

function differenceOf({ difference, interval }: Effect, factor: number, digits: number): string {
  if (difference === null) return "unknown";
  const range =
    interval === null
      ? ""
      : ` [${signed(interval.lower * factor, digits)}, ${signed(interval.upper * factor, digits)}]`;
  return `${signed(difference * factor, digits)}${range}`;
}

/** How far the difference goes were all excluded trials against the arm, or for it. */
function boundsOf({ bounds }: Effect): Interval | null {
  const ends = [bounds?.worst.difference, bounds?.best.difference].filter((end) => typeof end === "number");
  return ends.length < 2 ? null : { lower: Math.min(...ends), upper: Math.max(...ends) };
}

function share(of: number | null): string {
  return of === null ? nothing : `${Math.round(of * 100)} %`;
}

function pairingWords({
  pairs,
  pairedTypes,
  independentTypes,
  otherPlan,
  alone,
  counterpartExcluded,
  repeats,
}: Comparison["pairing"]): string {
  const aside = repeats.setAside.a + repeats.setAside.b;
  const excluded = counterpartExcluded.a + counterpartExcluded.b;
  return [
    `Of equal chaos type, seed and plan: ${count(pairs, "pair")}.`,
    `${count(pairedTypes, "chaos type")} compared in pairs, ${independentTypes} as independent arms.`,
    `Valid trials whose counterpart had another plan: ${otherPlan}; without a counterpart: ${alone.a + alone.b}; whose counterpart is not valid: ${excluded}.`,
    ...(repeats.pairs + aside > 0
      ? [
          `Repeats of an arm's own seed and plan: ${count(repeats.pairs, "pair")} counted, ${count(aside, "trial")} set aside.`,
        ]
      : []),
  ].join(" ");
}
