import type { Outcome } from "../../trial-record.js";

/** Who looks after a fault in a control: nobody, or the reference operator with one of its agents. */
export type Arm = "baseline" | "nop" | "fabricate" | "restart" | "remedy" | "wrong_fix";

/** What a chaos type says of one plan. */
export interface FaultNature {
  selfHeals: boolean;
  /** Undefined where it does not say. */
  healsByRestart: boolean | undefined;
  /** Whether it promises a symptom, without which nobody opens a ticket unasked. */
  shows: boolean;
}

/** The outcomes that prove harness and fault sound, arm by arm; null where the chaos type leaves it open. */
export function expectedOutcomes(arm: Arm, nature: FaultNature): readonly Outcome[] | null {
  if (arm === "wrong_fix") return ["failure", "timeout"];
  if (arm === "remedy" || nature.selfHeals) return ["success"];
  if (arm === "fabricate") return nature.shows ? ["failure"] : ["timeout"];
  if (arm !== "restart") return ["timeout"];
  if (nature.healsByRestart === undefined) return null;
  return nature.healsByRestart ? ["success"] : ["failure", "timeout"];
}
