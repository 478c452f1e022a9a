import type { Operator } from "@eval/core";
import { scriptedAgents, type Arm, type Repairer } from "../run/arm.js";
import { runArm, type ArmRun } from "../run/run-arm.js";
import type { Session } from "../run/session.js";

/** The arms that every subject can be checked with, in the order in which they run. */
const standing: readonly Repairer[] = [
  { by: "nobody" },
  ...scriptedAgents.map((agent) => ({ by: "agent" as const, agent })),
];

/**
 * Baseline, `nop`, `fabricate`, `restart`, `remedy` and each wrong fix, as campaigns on the same seed
 * and so against the same plans. Which wrong fixes there are depends on plan and briefing, so it is
 * learnt from the arms before. Stops where the run is interrupted or cannot go on.
 */
export async function runControls(
  session: Session,
  operatorFor: (repairer: Repairer) => Promise<Operator | undefined>,
): Promise<ArmRun[]> {
  const runs: ArmRun[] = [];
  const runAll = async (repairers: readonly Repairer[]) => {
    for (const repairer of repairers) {
      if (session.signal.aborted || runs.some(({ failure }) => failure !== undefined)) return;
      const arm: Arm = { sham: false, repairer };
      runs.push(await runArm(session, arm, await operatorFor(repairer)));
    }
  };
  await runAll(standing);
  await runAll(wrongFixesSeen(runs).map((wrongFix) => ({ by: "agent", agent: "wrong_fix", wrongFix })));
  return runs;
}

function wrongFixesSeen(runs: readonly ArmRun[]): string[] {
  return [...new Set(runs.flatMap(({ trials }) => trials.flatMap(({ wrongFixes }) => wrongFixes ?? [])))];
}
