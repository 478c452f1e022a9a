import type { WrongFix } from "../../subject.js";
import { account, demandExpected, runArm, type ArmTrial } from "./arm-trial.js";
import type { CheckDraft } from "./check-draft.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { demand, fail, reasonOf } from "./demand.js";
import { Fault, type FaultCase } from "./fault.js";
import type { Station } from "./station.js";

/**
 * Whole trials on the case's plan: what becomes of it when it is repaired, when nobody repairs it, and when
 * somebody does so wrongly. Repairs have the host to themselves, for they must be done in time; where the
 * horizon is waited for, several can wait side by side.
 */
export function cycleChecks(at: FaultCase, settings: ConformanceSettings): CheckDraft[] {
  const { chaos } = at;
  const draft = (what: string, run: CheckDraft["run"]): CheckDraft => ({
    name: `${at.title}: ${what}`,
    chaosType: at.chaosType,
    run: async (station) => {
      await station.requireHost(chaos.needs ?? []);
      await run(station);
    },
  });
  const waiting = (what: string, run: CheckDraft["run"]): CheckDraft => ({ ...draft(what, run), place: "lent" });
  const restart = draft("restarting the nodes that problems name repairs it exactly if it says so", (station) =>
    restartHelpsAsDeclared(station, at),
  );
  const wrongFixes = waiting("no wrong fix earns success", (station) => noWrongFixSucceeds(station, at));
  const controls = [
    waiting("an operator that does nothing changes nothing", (station) =>
      endsAsExpected(station, at, { arm: "nop", script: "nop" }),
    ),
    waiting("a claim without a repair earns nothing", (station) =>
      endsAsExpected(station, at, { arm: "fabricate", script: "fabricate" }),
    ),
  ];
  return [
    draft("its remedy repairs it and loses no acknowledged write", (station) => remedyRepairs(station, at)),
    ...(chaos.healsByRestart ? [restart] : []),
    waiting("without an operator it stays broken, or heals if it says so", (station) =>
      endsAsExpected(station, at, { arm: "baseline", script: null }),
    ),
    ...(chaos.wrongFixes ? [wrongFixes] : []),
    ...(settings.controls ? controls : []),
  ];
}

/** On whichever cluster is free. */
async function endsAsExpected(station: Station, at: FaultCase, arm: Parameters<typeof runArm>[2]): Promise<void> {
  demandExpected(await station.lend((own) => runArm(own, at, arm)));
}

async function remedyRepairs(station: Station, at: FaultCase): Promise<void> {
  const trial = await runArm(station, at, { arm: "remedy", script: "remedy" });
  const failed = trial.transcript.filter(({ exitCode }) => exitCode !== 0 && exitCode !== null);
  demand(failed.length === 0, `a command of the remedy failed: ${account(trial)}`);
  demandExpected(trial);
  const { record } = trial;
  demand(record.lostWrites === null || record.lostWrites === 0, `the remedy loses writes: ${account(trial)}`);
  if (at.chaos.symptom) {
    demand(record.ticketCreatedAt !== null, "no ticket about the problems that are observed `concerns` the fault");
  }
  const cluster = await station.cleanCluster();
  const looked = !cluster.probe || !cluster.lost || record.lostWrites !== null;
  demand(looked, `no write was acknowledged before the fault: ${account(trial)}`);
}

async function restartHelpsAsDeclared(station: Station, at: FaultCase): Promise<void> {
  const briefing = await station.briefing(await station.cleanCluster());
  demand("restart" in briefing.commands, "`healsByRestart` is declared, but the briefing has no command `restart`");
  demandExpected(await runArm(station, at, { arm: "restart", script: "restart" }));
}

async function noWrongFixSucceeds(station: Station, at: FaultCase): Promise<void> {
  const fixes = at.wrongFixes ?? (await station.lend((own) => wrongFixesOf(own, at)));
  if (fixes.length === 0) station.skip("it has no wrong fix for this plan");
  const tried = await Promise.allSettled(fixes.map((fix) => earnsNothing(station, at, fix)));
  const failures = tried.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  if (failures.length > 1) fail(failures.map(reasonOf).join("; "));
  if (failures.length === 1) throw failures[0];
}

async function earnsNothing(station: Station, at: FaultCase, { name, commands }: WrongFix): Promise<void> {
  const script = { wrongFix: name };
  const trial = await station.lend((own) => runArm(own, at, { arm: "wrong_fix", script, commands: commands.length }));
  demandCarriedOut(trial, commands.length);
  demandExpected(trial);
}

/** What they are depends on what was injected, so it takes an injection to know them: this one, unless its own check was run before. */
async function wrongFixesOf(station: Station, at: FaultCase): Promise<readonly WrongFix[]> {
  const cluster = await station.ownCluster();
  const briefing = await station.briefing(cluster);
  const fault = await Fault.planned(station, at, cluster);
  const metadata = await fault.inject();
  return at.chaos.wrongFixes?.(fault.plan, metadata, briefing) ?? [];
}

/** As shells tell that there is no such program, or that it may not be run. */
const notRun = new Set<number | null>([126, 127]);

/** A repair that was never tried proves nothing. That it fails is another matter: it is wrong, after all. */
function demandCarriedOut(trial: ArmTrial, commands: number): void {
  const carriedOut = trial.transcript.filter(({ exitCode }) => !notRun.has(exitCode)).length;
  demand(carriedOut === commands, `${trial.title} it was not carried out: ${account(trial)}`);
}
