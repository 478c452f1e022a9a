import type { Operator } from "@eval/core";
import type { Session } from "../run/session.js";
import type { PlannedArm } from "./campaign-plan.js";

/** An arm with all that its trials need. */
export interface ArmSetup {
  planned: PlannedArm;
  session: Session;
  operator: Operator | undefined;
  /** The campaign it goes on with; null where it begins one. */
  campaignId: number | null;
  /** Trials that stand in that campaign already. */
  earlier: number;
}
