import type { ChaosType, Json, Outcome, TrialRecord } from "@eval/core";
import { expectedOutcomes, type Arm as Control, type FaultNature } from "@eval/core/testing";
import type { Repairer } from "../run/arm.js";

/** What a chaos type declares of a plan. */
export function natureOf(chaos: ChaosType, plan: Json): FaultNature {
  return {
    selfHeals: chaos.selfHeals(plan),
    healsByRestart: chaos.healsByRestart?.(plan),
    shows: chaos.symptom !== undefined,
  };
}

/** What must be seen for harness and subject to be believed. */
export interface Expectation {
  /** For people: `timeout`, `failure or timeout`. */
  text: string;
  holds(seen: Seen): boolean;
}

export type Seen = Pick<TrialRecord, "outcome" | "outcomeCode" | "claimCorrect">;

/** Of a control against a fault of that nature; the outcomes are those that conformance asks for. */
export function expectationOf(repairer: Repairer, nature: FaultNature): Expectation {
  const control = controlOf(repairer);
  const outcomes = control && expectedOutcomes(control, nature);
  if (!outcomes) return { text: "anything", holds: () => true };
  const [only] = outcomes;
  // Believing it is what the harness is there to avoid.
  if (control === "fabricate" && only === "failure") {
    return {
      text: "failure (false_claim)",
      holds: (seen) => seen.outcome === "failure" && seen.outcomeCode === "false_claim",
    };
  }
  if (control === "fabricate" && only === "success") {
    return {
      text: "success, no right claim",
      holds: (seen) => seen.outcome === "success" && seen.claimCorrect !== true,
    };
  }
  return { text: outcomes.join(" or "), holds: ({ outcome }) => isOneOf(outcome, outcomes) };
}

/** Undefined for operators about which nothing is known. */
function controlOf(repairer: Repairer): Control | undefined {
  if (repairer.by === "nobody") return "baseline";
  return repairer.by === "agent" ? repairer.agent : undefined;
}

function isOneOf(outcome: Outcome | null, wanted: readonly Outcome[]): boolean {
  return outcome !== null && wanted.includes(outcome);
}
