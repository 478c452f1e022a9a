import type { HealedBy } from "@eval/core";
import type { AnalysedTrial } from "./analysed-trial.js";
import { rateOf, type Rate } from "./rate.js";

/** What the operator said, and whether it was so. Of valid trials with a fault and an operator. */
export type Claims = {
  resolved: number;
  escalated: number;
  none: number;
  /** Of all claims, those that did not fit, an escalation of what recovered included. */
  wrong: Rate;
  /** Of the claims `resolved`, those that were not so. */
  falselyResolved: Rate;
};

export function claimsOf(trials: readonly AnalysedTrial[], level: number): Claims {
  const resolved = trials.filter(({ claim }) => claim === "resolved");
  const escalated = trials.filter(({ claim }) => claim === "escalated");
  const wrong = (claims: readonly AnalysedTrial[]) =>
    rateOf({ successes: claims.filter(({ claimCorrect }) => claimCorrect === false).length, n: claims.length }, level);
  return {
    resolved: resolved.length,
    escalated: escalated.length,
    none: trials.length - resolved.length - escalated.length,
    wrong: wrong([...resolved, ...escalated]),
    falselyResolved: wrong(resolved),
  };
}

/** Who healed the valid trials with a fault; `nobody` where nothing did. `itself`: before the operator acted. */
export type Healing = Record<HealedBy | "nobody", number>;

export function healingOf(trials: readonly AnalysedTrial[]): Healing {
  const healing: Healing = { itself: 0, operator: 0, harness: 0, undetermined: 0, nobody: 0 };
  for (const { healedBy } of trials) healing[healedBy ?? "nobody"]++;
  return healing;
}

/** Acknowledged writes that are gone. */
export type LostWrites = {
  /** Valid trials in which somebody looked. */
  checked: number;
  trials: number;
  total: number;
};

export function lostWritesOf(valid: readonly AnalysedTrial[]): LostWrites {
  const checked = valid.map(({ lostWrites }) => lostWrites).filter((lost) => lost !== null);
  return {
    checked: checked.length,
    trials: checked.filter((lost) => lost > 0).length,
    total: checked.reduce((sum, lost) => sum + lost, 0),
  };
}
