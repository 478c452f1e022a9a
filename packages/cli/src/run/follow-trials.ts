import { didYouMean, type Operator, type TrialEvent, type TrialRecord } from "@eval/core";
import type { Progress } from "../progress/progress.js";
import type { Arm } from "./arm.js";
import type { Session } from "./session.js";
import { advanceNotes, emptyNotes, type TrialNotes } from "./trial-notes.js";
import { overhearBriefing, wrongFixNames } from "./wrong-fixes.js";

export interface ArmTrial {
  /** Within its campaign, from 1. */
  number: number;
  id: number;
  record: TrialRecord;
  notes: TrialNotes;
  /** Names of the wrong fixes there were against its fault; null when that is not known. */
  wrongFixes: readonly string[] | null;
}

/** Collects what is needed of an arm's trials beside their records while they run. */
export interface FollowedTrials {
  /** To be started in place of the one given. */
  readonly operator: Operator | undefined;
  /** Those that ended. */
  readonly trials: readonly ArmTrial[];
  onEvent(event: TrialEvent): void;
  onTrial(result: { trialId: number; record: TrialRecord }, number: number): void;
}

export function followTrials(
  { chaos, progress }: Pick<Session, "chaos" | "progress">,
  arm: Arm,
  operator: Operator | undefined,
): FollowedTrials {
  const heard = operator && overhearBriefing(operator);
  const trials: ArmTrial[] = [];
  let notes = emptyNotes;
  const wrongFixes = () => wrongFixNames(chaos, notes, heard?.briefing());
  return {
    operator: heard?.operator,
    trials,
    onEvent(event) {
      notes = advanceNotes(event.type === "trial.started" ? emptyNotes : notes, event);
      progress.event(event);
      if (event.type === "chaos.injected") warnOfUnknownFix(arm, wrongFixes(), progress);
    },
    onTrial({ trialId, record }, number) {
      trials.push({ number, id: trialId, record, notes, wrongFixes: wrongFixes() });
    },
  };
}

/** Whether a wrong fix exists can depend on the plan, so it is known only now; without it the operator does nothing. */
function warnOfUnknownFix({ repairer }: Arm, known: readonly string[] | null, progress: Progress): void {
  if (repairer.by !== "agent" || repairer.agent !== "wrong_fix" || known === null) return;
  const { wrongFix } = repairer;
  if (known.includes(wrongFix)) return;
  const there = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  progress.note(`warning: this fault has no wrong fix ${wrongFix}${didYouMean(wrongFix, known)} (${there})`);
}
