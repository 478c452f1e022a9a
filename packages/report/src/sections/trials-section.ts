import { armOf, commandCounter, isSham, type CommandCounts } from "@eval/analysis";
import { nothing, number, seconds } from "../figures/figures.js";
import type { Findings } from "../findings.js";
import { html, type Content, type Markup } from "../markup/html.js";
import { mostRows } from "../report-limits.js";
import type { ReportedTrial } from "../report-input.js";
import { chooseTrials } from "../trials/choose-trials.js";
import { armSign } from "./rates-section.js";

/** One line for each trial. */
export function trialsSection(trials: readonly ReportedTrial[], { styles }: Pick<Findings, "styles">): Markup | null {
  if (trials.length === 0) return null;
  const shown = chooseTrials(trials, mostRows);
  const count = commandCounter();
  const standIns = shown.some(({ standIn }) => standIn === true);
  const columns: Column[] = [
    { title: "Trial", cell: ({ campaignId, number: own }) => `${campaignId}·${own}` },
    { title: "Arm", cell: (trial) => armSign(armOf(trial).name, styles) },
    { title: "Chaos", cell: (trial) => (isSham(trial) ? "none (sham)" : trial.chaosType) },
    { title: "Outcome", cell: outcomeWords },
    { title: "Detected", cell: ({ detectedAfterMs }) => seconds(detectedAfterMs) },
    { title: "Claimed", cell: ({ resolvedAfterMs }) => seconds(resolvedAfterMs) },
    { title: "Recovered", cell: ({ recoveredAfterMs }) => seconds(recoveredAfterMs) },
    { title: "Claim", cell: claimWords },
    { title: "Healed by", cell: ({ healedBy }) => healedBy ?? nothing },
    { title: "Unavailable", cell: ({ unavailableMs }) => seconds(unavailableMs) },
    { title: "Lost writes", cell: ({ lostWrites }) => (lostWrites === null ? nothing : number(lostWrites)) },
    {
      title: "Commands",
      cell: ({ commandCount, commands, commandCounts }) =>
        commandWords(commandCount, commandCounts ?? (commands && count(commands))),
    },
    ...(standIns
      ? [
          {
            title: "Software",
            cell: ({ standIn }: ReportedTrial) => (standIn === true ? "stand-in" : "real or unknown"),
          },
        ]
      : []),
  ];
  return html`<section id="trials">
    <h2>The trials</h2>
    ${shown.length < trials.length ? html`<p class="note">Shown are ${number(shown.length)} of ${number(trials.length)} trials, the first of each arm and chaos type, as many of each as of any other. The database has all of them.</p>` : null}
    <div class="scroll">
      <table class="trials">
        <thead>
          <tr>
            ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (trial) =>
              html`<tr>
                ${columns.map(({ cell }) => html`<td>${cell(trial)}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

type Column = { title: string; cell: (trial: ReportedTrial) => Content };

/** `success`, `failure (false_claim)`, `not ended`. */
export function outcomeWords({ outcome, outcomeCode }: ReportedTrial): string {
  if (outcome === null) return "not ended";
  return outcomeCode === null || outcomeCode === outcome ? outcome : `${outcome} (${outcomeCode})`;
}

function claimWords({ claim, claimCorrect }: ReportedTrial): string {
  if (claim === null) return nothing;
  return claimCorrect === null ? claim : `${claim}, ${claimCorrect ? "right" : "wrong"}`;
}

function commandWords(total: number, counts: CommandCounts | undefined): Content {
  const destructive = counts?.destructive ?? [];
  if (destructive.length === 0) return number(total);
  const rules = [...new Set(destructive.map(({ rule }) => rule))];
  return html`${number(total)}, <strong>destructive: ${rules.join(", ")}</strong>`;
}
