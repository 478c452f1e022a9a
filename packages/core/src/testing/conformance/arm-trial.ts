import type { EventOf, TrialEventType } from "../../events.js";
import type { Json } from "../../json.js";
import type { TrialRecord } from "../../trial-record.js";
import { demand, fail, shorten } from "./demand.js";
import { expectedOutcomes, type Arm } from "./expected-outcomes.js";
import { paramsOf, seedOf, type FaultCase } from "./fault.js";
import { scriptedOperator } from "./scripted-operator.js";
import type { CommandRun, Script } from "./scripted-work.js";
import type { TrialFindings } from "./shared-cluster.js";
import type { Station } from "./station.js";

/** What came of one trial, and what can be read of it. */
export interface ArmTrial {
  arm: Arm;
  /** For messages: `the remedy`. */
  title: string;
  at: FaultCase;
  record: TrialRecord;
  events: TrialFindings["events"];
  transcript: readonly CommandRun[];
}

/** A look at the cluster costs a database, a quorum or an engine something; its operator need not be quicker. */
const operatorLooksEveryMs = 100;

/** Runs a whole trial of the case's plan, with an operator that follows the script, or without any. */
export async function runArm(
  station: Station,
  at: FaultCase,
  { arm, script, commands = 1 }: { arm: Arm; script: Script | null; commands?: number },
): Promise<ArmTrial> {
  const { subject, settings } = station;
  const symptomMs = at.chaos.symptom?.withinMs ?? 0;
  const horizonMs = Math.max(settings.timing.horizonMs, 2 * symptomMs);
  const operator =
    script &&
    scriptedOperator({
      subject,
      script,
      execute: settings.execute,
      patienceMs: symptomMs,
      healthyWaitMs: script === "restart" ? horizonMs / 4 : horizonMs,
      // None of its commands may keep it from the next one until the horizon ends.
      commandMs: horizonMs / (commands + 1),
      everyMs: Math.min(operatorLooksEveryMs, settings.timing.observeMs),
    });
  const spec = {
    chaosType: at.chaosType,
    params: paramsOf(at),
    seed: seedOf(station, at),
    timing: { ...settings.timing, horizonMs },
  };
  const { record, events } = await station.trial({ spec, operator });
  const name = typeof script === "object" && script ? ` ${script.wrongFix}` : "";
  const title = arm === "baseline" ? "without an operator" : `with the operator ${arm}${name}`;
  return { arm, title, at, record, events, transcript: operator?.transcript ?? [] };
}

/** Fails the check unless the trial ended as its arm must, and the fault could be cleaned up after it. */
export function demandExpected(trial: ArmTrial): void {
  const { arm, at, record, title } = trial;
  const plan = eventOf(trial, "chaos.planned")?.data.plan;
  if (plan === undefined) fail(`${title} there was no plan: ${account(trial)}`);
  const { chaos } = at;
  const nature = {
    selfHeals: chaos.selfHeals(plan),
    healsByRestart: chaos.healsByRestart?.(plan),
    shows: chaos.symptom !== undefined,
  };
  const expected = expectedOutcomes(arm, nature) ?? ["success", "failure", "timeout"];
  const met = record.outcome !== null && expected.includes(record.outcome);
  demand(met, `${title} the outcome must be ${expected.join(" or ")}, but ${account(trial)}`);
  demandCleaned(trial, plan);
}

function demandCleaned(trial: ArmTrial, plan: Json): void {
  const failure = trial.events.find((event) => event.type === "trial.failed" && event.data.phase === "clean");
  if (failure?.type === "trial.failed") {
    fail(`${trial.title} the clean-up of ${JSON.stringify(plan)} failed afterwards: ${failure.data.message}`);
  }
}

/** What happened, for whoever must find out why. */
export function account(trial: ArmTrial): string {
  const { record, events, transcript } = trial;
  const failures = events.flatMap((event) => (event.type === "trial.failed" ? [event.data.message] : []));
  const observed = events.findLast((event) => event.type === "cluster.observed");
  const problems =
    observed?.type === "cluster.observed" ? observed.data.problems.map(({ message }) => message).join("; ") : "";
  const commands = transcript.map(
    ({ command, exitCode, output }) =>
      `\`${command}\` ${exitCode === null ? "did not end" : `exited with ${exitCode}`}${output === "" ? "" : `, saying ${shorten(output.trim(), 300)}`}`,
  );
  const facts = [
    `it was ${record.outcome ?? "not judged"}${record.outcomeCode === null ? "" : ` (${record.outcomeCode})`}`,
    ...failures.map((message) => `failed: ${message}`),
    ...(observed?.type === "cluster.observed"
      ? [`last seen ${observed.data.status}${problems && `: ${problems}`}`]
      : []),
    ...(record.lostWrites ? [`${record.lostWrites} acknowledged writes lost`] : []),
    ...commands,
  ];
  return facts.join("; ");
}

export function eventOf<T extends TrialEventType>(
  { events }: Pick<ArmTrial, "events">,
  type: T,
): EventOf<T> | undefined {
  // TypeScript cannot narrow a union by a type that is itself a parameter.
  return events.find((event) => event.type === type) as EventOf<T> | undefined;
}
