import type { ChaosType, Json, Outcome, TrialRecord } from "@eval/core";
import type { Repairer } from "../run/arm.js";

/** What a chaos type declares of a plan. */
export interface Declared {
  selfHeals: boolean;
  /** Null where it does not say. */
  healsByRestart: boolean | null;
}

export function declaredOf(chaos: ChaosType, plan: Json): Declared {
  return { selfHeals: chaos.selfHeals(plan), healsByRestart: chaos.healsByRestart?.(plan) ?? null };
}

/** What must be seen for the subject to judge rightly. */
export interface Expectation {
  /** For people: `timeout`, `not success`. */
  text: string;
  holds(seen: Seen): boolean;
}

export type Seen = Pick<TrialRecord, "outcome" | "outcomeCode" | "claimCorrect">;

const anything: Expectation = { text: "anything", holds: () => true };

/** Of a control against a fault about which that much is declared. */
export function expectationOf(repairer: Repairer, { selfHeals, healsByRestart }: Declared): Expectation {
  if (repairer.by === "nobody") return outcome(selfHeals ? "success" : "timeout");
  if (repairer.by !== "agent") return anything;
  switch (repairer.agent) {
    case "nop":
      return outcome(selfHeals ? "success" : "timeout");
    case "fabricate":
      return selfHeals
        ? // The outcome is the baseline's; a claim made before the cluster healed must not have come true.
          { text: "success, no right claim", holds: (seen) => seen.outcome === "success" && seen.claimCorrect !== true }
        : {
            text: "failure (false_claim)",
            holds: (seen) => seen.outcome === "failure" && seen.outcomeCode === "false_claim",
          };
    case "restart":
      if (selfHeals || healsByRestart === true) return outcome("success");
      return healsByRestart === null ? anything : notSuccess;
    case "remedy":
      return outcome("success");
    case "wrong_fix":
      return notSuccess;
  }
}

const notSuccess: Expectation = { text: "not success", holds: (seen) => seen.outcome !== "success" };

function outcome(wanted: Outcome): Expectation {
  return { text: wanted, holds: (seen) => seen.outcome === wanted };
}
