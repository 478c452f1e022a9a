import { detectableDifference, detectablePairedDifference, smallestSweep } from "@eval/analysis";
import type { Timing } from "@eval/core";
import type { ExpandedCampaign, PlannedArm } from "./campaign-plan.js";

/** What a campaign will take, and what it can show, before it is run. */
export interface Forecast {
  /** If every fault healed at once, and if none did. Shams are watched to the horizon either way. */
  leastMs: number;
  mostMs: number;
  assumed: typeof assumed & { cooldownMs: number; parallel: number };
  /** Null where there is only one arm to compare. */
  detectable: Detectable | null;
}

/** Differences of success rates, from 0 to 1; null: no result of so many trials would show any. */
export interface Detectable {
  level: number;
  power: number;
  /** Of two arms, within one chaos type. */
  pairsPerChaosType: number;
  paired: number | null;
  unpaired: number | null;
  /** Over all chaos types of a subject, as if their trials were alike; the same as above where there is one. */
  pairsInAll: number;
  pairedInAll: number | null;
  /** Fewer pairs than this show nothing, even if one arm alone succeeds in all of them. */
  fewestPairs: number;
}

/** What is not configured: for each trial, in ms. Taken from clusters that run on the machine itself. */
const assumed = { readyMs: 5_000, judgeAndCleanMs: 5_000 } as const;
const level = 0.95;
const power = 0.8;

export function forecast(
  { arms, trials }: ExpandedCampaign,
  { timing, cooldownMs, parallel }: { timing: Timing; cooldownMs: number; parallel: number },
): Forecast {
  const shams = trials.filter(({ arm }) => arm.chaosType === null).length;
  const faults = trials.length - shams;
  const quietMs = (timing.quietMinMs + timing.quietMaxMs) / 2;
  const around = assumed.readyMs + quietMs + assumed.judgeAndCleanMs;
  const lanes = Math.max(1, Math.min(parallel, trials.length));
  const pauses = Math.max(0, trials.length - lanes) * cooldownMs;
  const fixed = trials.length * around + shams * timing.horizonMs + pauses;
  return {
    leastMs: (fixed + faults * timing.holdMs) / lanes,
    mostMs: (fixed + faults * (timing.horizonMs + timing.holdMs)) / lanes,
    assumed: { ...assumed, cooldownMs, parallel },
    detectable: detectableBy(arms, trials.length === 0 ? 0 : Math.max(...trials.map(({ repetition }) => repetition))),
  };
}

function detectableBy(arms: readonly PlannedArm[], repetitions: number): Detectable | null {
  const faults = arms.filter(({ chaosType }) => chaosType !== null);
  const ofSubject = faults.filter(({ subject }) => subject === faults[0]?.subject);
  const scenarios = new Set(ofSubject.map(({ chaosType, params }) => JSON.stringify([chaosType, params]))).size;
  if (scenarios === 0 || ofSubject.length / scenarios < 2) return null;
  const sureness = { level, power };
  return {
    level,
    power,
    pairsPerChaosType: repetitions,
    paired: detectablePairedDifference(repetitions, sureness),
    unpaired: detectableDifference({ first: repetitions, second: repetitions }, sureness),
    pairsInAll: repetitions * scenarios,
    pairedInAll: detectablePairedDifference(repetitions * scenarios, sureness),
    fewestPairs: smallestSweep(1 - level, "midP"),
  };
}
