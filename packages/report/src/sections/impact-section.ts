import { armOf, groupBy, isSham, isValid } from "@eval/analysis";
import { impactStrip, markSigns, stripAxis, stripScale, stripWords, type StripScale } from "../charts/impact-strip.js";
import { count, number, seconds } from "../figures/figures.js";
import type { Findings } from "../findings.js";
import { html, type Markup } from "../markup/html.js";
import { longestText, mostCommands, mostStories } from "../report-limits.js";
import type { ReportedTrial, ReportInput } from "../report-input.js";
import type { MarkKind, TrialStory } from "../trials/trial-story.js";
import { armSign } from "./rates-section.js";
import { outcomeWords } from "./trials-section.js";

/** What clients felt in each trial, second by second, with tickets and commands to unfold. */
export function impactSection(findings: Findings, { stories, trials }: ReportInput): Markup | null {
  const byId = new Map(stories.map((story) => [story.id, story]));
  const told = trials.flatMap((trial) => {
    const story = byId.get(trial.id);
    return story === undefined ? [] : [{ trial, story }];
  });
  const heading = html`<h2>What clients felt</h2>`;
  if (told.length === 0) {
    return html`<section id="impact">
      ${heading}
      <p>No trial has events of its own to show second by second.</p>
    </section>`;
  }
  const scale = stripScale(told.map(({ story }) => story));
  const groups = groupBy(told, ({ trial }) => `${armOf(trial).name}\n${trial.chaosType}`);
  return html`<section id="impact">
    ${heading}
    <p>
      Each strip is a trial. The higher the bar at a second, the more of the clients’ writes and reads begun in it
      failed; a low bar means that all were acknowledged, and where there is no bar nothing was probed. All strips have
      one scale, in seconds since the injection. The dotted line is the end of the watch.
    </p>
    ${leftOut({ trials: trials.length, told: told.length })} ${key()}
    ${[...groups.values()].map((group) => strips(group, { findings, scale }))}
  </section>`;
}

function leftOut({ trials, told }: { trials: number; told: number }): Markup[] {
  const chosen = Math.min(trials, mostStories);
  return [
    ...(chosen < trials
      ? [
          `Shown are ${chosen} of ${number(trials)} trials, the first of each arm and chaos type, as many of each as of any other. The figures of this report are those of all trials.`,
        ]
      : []),
    ...(told < chosen ? [`Of ${count(chosen - told, "trial")} there are no events to show.`] : []),
  ].map((text) => html`<p class="note">${text}</p>`);
}

type Told = { trial: ReportedTrial; story: TrialStory };

function strips(group: readonly Told[], { findings, scale }: { findings: Findings; scale: StripScale }): Markup {
  const trial = group[0]!.trial;
  return html`<div class="strips">
    <h3>${armSign(armOf(trial).name, findings.styles)} · ${isSham(trial) ? "no fault (sham)" : trial.chaosType}</h3>
    ${group.map(({ trial: own, story }) => strip(own, story, scale))} ${stripAxis(scale)}
  </div>`;
}

function strip(trial: ReportedTrial, story: TrialStory, scale: StripScale): Markup {
  const name = `campaign ${trial.campaignId}, trial ${trial.number}`;
  return html`<div class="trial">
    <p class="caption">
      <strong>${trial.campaignId}·${trial.number}</strong>
      <span class="outcome ${isValid(trial) ? "valid" : "not-valid"}">${outcomeWords(trial)}</span>
      <span class="times">${stripWords(story)}</span>
    </p>
    ${impactStrip(story, scale, `${name}: ${outcomeWords(trial)}`)}${evidence(story)}
  </div>`;
}

function key(): Markup {
  return html`<p class="key" aria-hidden="true">
    ${(Object.keys(markSigns) as MarkKind[]).map(
      (kind) =>
        html`<span
          ><svg width="14" height="14" viewBox="-7 -7 14 14">
            <path class="mark-sign ${kind}" d="${markSigns[kind].path}" /></svg
          >${markSigns[kind].words}</span
        > `,
    )}<span
      ><svg width="14" height="14"><rect class="failed" x="3" y="0" width="8" height="14" /></svg>all failed</span
    >
    <span
      ><svg width="14" height="14"><rect class="some" x="3" y="7" width="8" height="7" /></svg>half of them failed</span
    >
    <span
      ><svg width="14" height="14"><rect class="ok" x="3" y="11" width="8" height="3" /></svg>none failed</span
    >
  </p>`;
}

/** Words of agents and monitors: shortened, escaped, and closed until asked for. */
function evidence({ tickets, commands }: TrialStory): Markup | null {
  if (tickets.length + commands.length === 0) return null;
  const destructive = commands.filter(({ rules }) => rules.length > 0).length;
  const left = commands.length - mostCommands;
  return html`<details>
    <summary>
      ${count(tickets.length, "ticket")},
      ${count(commands.length, "command")}${destructive > 0 ? `, ${destructive} of them destructive` : ""}
    </summary>
    <ul class="evidence">
      ${tickets.slice(0, mostCommands).map(
        ({ at, key: ticketKey, message, status, concerns, early }) =>
          html`<li>
            ${seconds(at)}: ticket
            <q class="agent">${short(ticketKey)}</q>
            ${short(status)}${early ? ", a false alarm" : concerns ? "" : ", about something else"}:
            <q class="agent">${short(message)}</q>
          </li>`,
      )}${commands.slice(0, mostCommands).map(
        ({ at, text, exitCode, rules }) =>
          html`<li>
            ${seconds(at)}:
            <code class="agent">${short(text)}</code>
            ${exitCode === null ? "without an exit code" : `exit ${exitCode}`}${rules.length === 0 ? null : html` <strong>destructive: ${rules.join(", ")}</strong>`}
          </li>`,
      )}${left > 0 ? html`<li>and ${count(left, "more command")}</li>` : null}
    </ul>
  </details>`;
}

function short(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
