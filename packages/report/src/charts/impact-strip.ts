import { percent, seconds } from "../figures/figures.js";
import { html, type Markup } from "../markup/html.js";
import type { Mark, MarkKind, Stretch, TrialStory } from "../trials/trial-story.js";
import { along, ticksUpTo } from "./axis.js";

export interface StripScale {
  from: number;
  to: number;
}

/** Signs of the marks: those of what befell the cluster stand above the strip, those of the operator below. */
export const markSigns: Readonly<Record<MarkKind, { path: string; above: boolean; words: string }>> = {
  injected: { path: "M-5-4H5L0 5Z", above: true, words: "fault injected" },
  recovered: { path: "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0-5 0Z", above: true, words: "cluster recovered" },
  detected: { path: "M0-6L6 0L0 6L-6 0Z", above: false, words: "ticket opened" },
  claimed: { path: "M-4.5-4.5H4.5V4.5H-4.5Z", above: false, words: "claimed resolved" },
};

const top = 14;
const barHeight = 22;
const height = top + barHeight + 14;
const base = top + barHeight;
/** Seconds in which everything was acknowledged are a low bar, so that unprobed time is empty. */
const acknowledgedHeight = 3;
/** Before the injection, at most so much is shown. */
const longestBefore = 15_000;

/** A scale that all strips of a page share, so that they can be compared. */
export function stripScale(stories: readonly TrialStory[]): StripScale {
  const ends = stories.flatMap(({ stretches, marks, watchEnd }) => [
    ...stretches.map(({ to }) => to),
    ...marks.map(({ at }) => at),
    watchEnd ?? 0,
  ]);
  const begins = stories.flatMap(({ stretches }) => stretches.slice(0, 1).map(({ from }) => from));
  const from = begins.reduce((first, at) => Math.min(first, at), 0);
  return { from: Math.max(from, -longestBefore), to: ends.reduce((last, at) => Math.max(last, at), 1_000) };
}

/** What clients felt, second by second: the higher the bar, the more of their operations failed. */
export function impactStrip(story: TrialStory, scale: StripScale, name: string): Markup {
  const x = (at: number) => along(at, scale);
  const { watchEnd } = story;
  return html`<svg class="strip" width="100%" height="${height}" role="img">
    <title>${name}</title>
    <desc>${stripWords(story)}</desc>
    <line class="axis" x1="0" x2="100%" y1="${base}" y2="${base}" />
    ${story.stretches.map((stretch) => bar(stretch, scale))}
    ${watchEnd === null ? null : html`<line class="watch-end" x1="${x(watchEnd)}" x2="${x(watchEnd)}" y1="4" y2="${base + 4}" />`}
    ${story.marks.map((mark) => sign(mark, scale))}
  </svg>`;
}

/** The same scale in seconds, as an axis of its own. */
export function stripAxis(scale: StripScale): Markup {
  const ticks = ticksUpTo(scale.to / 1_000, 6).map((second) => second * 1_000);
  return html`<svg class="strip-axis" width="100%" height="20" aria-hidden="true">
    ${ticks.map(
      (tick) =>
        html`<line class="axis" x1="${along(tick, scale)}" x2="${along(tick, scale)}" y1="0" y2="4" /><text
            x="${along(tick, scale)}"
            y="17"
            text-anchor="middle"
            >${tick / 1_000}${tick === 0 ? " s" : ""}</text
          >`,
    )}
  </svg>`;
}

/** `injected, detected after 0.21 s, …; 3 s with failures` */
export function stripWords({ marks, stretches }: TrialStory): string {
  const happened = marks
    .filter(({ kind }) => kind !== "injected")
    .map(({ kind, at }) => `${markSigns[kind].words} after ${seconds(at)}`);
  const failing = stretches.filter(({ failedShare }) => failedShare > 0);
  const failedMs = failing.reduce((sum, { from, to }) => sum + to - from, 0);
  const worst = failing.reduce((share, { failedShare }) => Math.max(share, failedShare), 0);
  const felt =
    stretches.length === 0
      ? "not probed"
      : failedMs === 0
        ? "no probe failed"
        : `probes failed in ${seconds(failedMs)}, up to ${percent(worst)} of them`;
  return [...happened, felt].join(", ");
}

function bar({ from, to, failedShare }: Stretch, scale: StripScale): Markup | null {
  const begin = Math.max(from, scale.from);
  if (to <= begin) return null;
  const tall = acknowledgedHeight + (barHeight - acknowledgedHeight) * failedShare;
  const span = (to - begin) / (scale.to - scale.from);
  const className = failedShare === 0 ? "ok" : failedShare === 1 ? "failed" : "some";
  return html`<rect
    class="${className}"
    x="${along(begin, scale)}"
    width="${Number((span * 100).toFixed(2))}%"
    y="${round(base - tall)}"
    height="${round(tall)}"
  />`;
}

function sign({ kind, at }: Mark, scale: StripScale): Markup {
  const { path, above, words } = markSigns[kind];
  const x = along(at, scale);
  return html`<line class="mark" x1="${x}" x2="${x}" y1="${above ? 6 : top}" y2="${above ? base : base + 8}" /><svg
      x="${x}"
      y="${above ? 6 : base + 8}"
      overflow="visible"
    >
      <path class="mark-sign ${kind}" d="${path}" />
      <title>${words} at ${seconds(at)}</title>
    </svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
