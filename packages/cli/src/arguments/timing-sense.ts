import type { Timing } from "@eval/core";
import { formatDuration } from "../text/duration.js";

/** In words, why no trial with these times could be judged, and what to do; null where one can. Pure. */
export function timingContradiction({ observeMs, horizonMs }: Timing): { message: string; hint: string } | null {
  if (observeMs <= horizonMs) return null;
  return {
    message:
      `a look every ${formatDuration(observeMs)} (observe) is too seldom for a horizon of ${formatDuration(horizonMs)}: ` +
      "nobody would see the cluster recover within it",
    hint: "Look more often, or watch for longer.",
  };
}

/** What is allowed and seldom meant. Pure. */
export function timingWarnings({ holdMs, horizonMs }: Timing): string[] {
  if (holdMs <= horizonMs) return [];
  return [
    `hold (${formatDuration(holdMs)}) is longer than the horizon (${formatDuration(horizonMs)}): trials that recover ` +
      "are watched beyond their horizon, until the recovery has held",
  ];
}
