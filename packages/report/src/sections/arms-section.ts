import type { Scores, TimeToEvent } from "@eval/analysis";
import { nothing, number, percent, percentRange, seconds, secondsRange } from "../figures/figures.js";
import type { Findings } from "../findings.js";
import { html, type Content, type Markup } from "../markup/html.js";
import { armSign } from "./rates-section.js";

type Line = { title: string; cell: (scores: Scores) => Content };

/** So many arms stand side by side; more make further tables. */
const armsAbreast = 5;

/** Every figure of every arm, over all faults. */
export function armsSection({ analysis, styles }: Findings): Markup | null {
  const arms = analysis.arms.filter(({ overall }) => overall.coverage.valid > 0);
  if (arms.length === 0) return null;
  const tables = Array.from({ length: Math.ceil(arms.length / armsAbreast) }, (_, index) =>
    arms.slice(index * armsAbreast, (index + 1) * armsAbreast),
  );
  return html`<section id="figures">
    <h2>The arms in figures</h2>
    <p>
      Of the valid trials with a fault, all chaos types together. Times are counted from the injection’s first side
      effect.
    </p>
    ${tables.map(
      (some) =>
        html`<div class="scroll">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col"></th>
                ${some.map(({ arm }) => html`<th scope="col">${armSign(arm.name, styles)}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${lines.map(
                ({ title, cell }) =>
                  html`<tr>
                    <th scope="row">${title}</th>
                    ${some.map(({ overall }) => html`<td>${cell(overall)}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`,
    )}
  </section>`;
}

const lines: readonly Line[] = [
  {
    title: "Success",
    cell: ({ successRate: rate }) =>
      `${number(rate.count)} of ${number(rate.n)}, ${percent(rate.rate, rate.n)} ${percentRange(rate, rate.n)}`,
  },
  { title: "the same, looked at any time", cell: ({ successRate: { anytime, n } }) => percentRange(anytime, n) },
  {
    title: "for faults in general",
    cell: ({ successRate: { acrossTypes, n } }) =>
      acrossTypes === null ? nothing : `${percentRange(acrossTypes, n)}, ${acrossTypes.types} chaos types`,
  },
  { title: "Median time to detection", cell: ({ timeToDetect }) => median(timeToDetect) },
  { title: "Median time to a right claim", cell: ({ timeToResolve }) => median(timeToResolve) },
  { title: "Median time to recovery", cell: ({ timeToRecover }) => median(timeToRecover) },
  { title: "Mean time to recovery, up to the horizon", cell: ({ timeToRecover }) => restrictedMean(timeToRecover) },
  {
    title: "Clients unavailable: median, 90th percentile, longest",
    cell: ({ clientImpact: { unavailableMs: spread } }) =>
      spread === null ? nothing : [spread.p50, spread.p90, spread.max].map(seconds).join(", "),
  },
  {
    title: "Failed probes",
    cell: ({ clientImpact: { probes, failed, failedShare } }) =>
      failedShare === null ? nothing : `${number(failed)} of ${number(probes)} (${percent(failedShare, probes)})`,
  },
  {
    title: "99th percentile of latency: median of the trials, highest",
    cell: ({ clientImpact: { probeP99Ms: spread } }) =>
      spread === null ? nothing : `${number(spread.p50, 1)} ms, ${number(spread.max, 1)} ms`,
  },
  {
    title: "Lost writes",
    cell: ({ lostWrites: { total, trials, checked } }) => `${number(total)} in ${trials} of ${number(checked)} trials`,
  },
  {
    title: "Claims: resolved, escalated, none",
    cell: ({ claims }) => (claims === null ? nothing : `${claims.resolved}, ${claims.escalated}, ${claims.none}`),
  },
  {
    title: "Claims “resolved” that were not so",
    cell: ({ claims }) =>
      claims === null
        ? nothing
        : `${claims.falselyResolved.count} of ${claims.falselyResolved.n}${claims.falselyResolved.n === 0 ? "" : ` ${percentRange(claims.falselyResolved)} %`}`,
  },
  {
    title: "False tickets per healthy hour",
    cell: ({ falseTickets: tickets }) => {
      if (tickets === null) return nothing;
      if (tickets.perHour === null) return `${tickets.count}, rate unknown`;
      return `${number(tickets.perHour, 1)} [${number(tickets.lower ?? 0, 1)}, ${number(tickets.upper ?? 0, 1)}], ${tickets.count} in ${number(tickets.healthyHours * 60, 1)} min`;
    },
  },
  {
    title: "Healed by itself, by the operator, by clean-up, undetermined, nobody",
    cell: ({ healedBy: by }) => [by.itself, by.operator, by.harness, by.undetermined, by.nobody].join(", "),
  },
  {
    title: "Commands: total, per trial",
    cell: ({ commands }) =>
      commands === null
        ? nothing
        : `${number(commands.total)}, ${commands.perTrial === null ? nothing : number(commands.perTrial, 1)}`,
  },
  {
    title: "of them unique, repeated, failed",
    cell: ({ commands }) =>
      commands?.read
        ? [commands.read.unique, commands.read.repeated, commands.read.failed].map((n) => number(n)).join(", ")
        : nothing,
  },
  {
    title: "destructive, by rule",
    cell: ({ commands }) => {
      const destructive = commands?.read?.destructive;
      if (!destructive) return nothing;
      if (destructive.runs === 0) return "none";
      return html`${number(destructive.runs)} in ${destructive.trials} trials
        <ul class="plain">
          ${destructive.byRule.map(({ rule, runs, example }) => html`<li><code>${rule}</code> × ${runs}: <code class="agent">${example.slice(0, 120)}</code></li>`)}
        </ul>`;
    },
  },
  {
    title: "k faults in a row: at least one repaired (pass@k), all repaired (pass^k)",
    cell: ({ reliability }) =>
      reliability.length === 0
        ? nothing
        : html`<ul class="plain">
            ${reliability.map(({ k, passAtK, passHatK }) => html`<li>k = ${k}: ${percent(passAtK)}, ${percent(passHatK)}</li>`)}
          </ul>`,
  },
];

function median(time: TimeToEvent | null): string {
  if (time === null) return nothing;
  return time.median.value === null
    ? `not reached, ${number(time.events)} of ${number(time.n)}`
    : `${seconds(time.median.value)} ${secondsRange(time.median)}`;
}

function restrictedMean(time: TimeToEvent | null): string {
  if (time === null) return nothing;
  const { value, lower } = time.restrictedMean;
  return `${seconds(value)}${lower === null ? "" : ` ${secondsRange(time.restrictedMean)}`} of ${seconds(time.tauMs)}`;
}
