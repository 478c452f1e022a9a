import type { ChaosType } from "@eval/core";
import type { ArmTrial } from "../run/follow-trials.js";
import type { ArmRun } from "../run/run-arm.js";
import { outcomeText } from "../run/trial-line.js";
import { expectationOf, natureOf } from "./expectation.js";

export interface ControlVerdict {
  run: ArmRun;
  /** What was expected of its trials, each text once. */
  expected: string;
  /** What was seen, each outcome once, with how often. */
  seen: string;
  /** Trials in which something else was seen than expected. */
  surprises: readonly ArmTrial[];
  /** `inconclusive`: no trial of the arm was valid. */
  verdict: "as expected" | "not as expected" | "inconclusive";
}

/** Each arm against what the chaos type declares of the plans that were injected. */
export function judgeControl(run: ArmRun, chaos: ChaosType): ControlVerdict {
  const expected = new Set<string>();
  const seen = new Map<string, number>();
  const surprises: ArmTrial[] = [];
  let judged = 0;
  for (const trial of run.trials) {
    const { record, notes } = trial;
    const text = outcomeText(record);
    seen.set(text, (seen.get(text) ?? 0) + 1);
    if (record.outcome === "invalid" || record.outcome === "aborted" || notes.plan === undefined) continue;
    // Against plans a wrong fix does not apply to, its operator does nothing and shows nothing.
    if (isInapplicable(run, trial)) continue;
    const expectation = expectationOf(run.arm.repairer, natureOf(chaos, notes.plan));
    expected.add(expectation.text);
    judged += 1;
    if (!expectation.holds(record)) surprises.push(trial);
  }
  return {
    run,
    expected: [...expected].join(" or "),
    seen: [...seen].map(([text, count]) => (count === 1 ? text : `${text} ×${count}`)).join(", "),
    surprises,
    verdict: surprises.length > 0 ? "not as expected" : judged === 0 ? "inconclusive" : "as expected",
  };
}

function isInapplicable({ arm: { repairer } }: ArmRun, { wrongFixes }: ArmTrial): boolean {
  return repairer.by === "agent" && repairer.agent === "wrong_fix" && wrongFixes?.includes(repairer.wrongFix) === false;
}
