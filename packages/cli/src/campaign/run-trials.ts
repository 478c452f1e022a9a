import { runTrial } from "@eval/core";
import type { Store } from "@eval/store";
import { trialSpecOf } from "../run/arm-specs.js";
import type { ArmRun } from "../run/run-arm.js";
import { trialLine } from "../run/trial-line.js";
import { armOf, faultText, whoRepairs } from "./arm-names.js";
import type { ArmSetup } from "./arm-setup.js";
import { ArmState } from "./arm-state.js";
import type { DueTrial } from "./prior-trials.js";
import { SubjectClusters } from "./subject-clusters.js";

export interface TrialsRun {
  /** In the order of the setups. */
  runs: readonly ArmRun[];
  /** What kept the campaign from running to its end, beside an interruption. */
  failure: unknown;
}

export interface RunningTrials {
  store: Store;
  due: readonly DueTrial[];
  setups: readonly ArmSetup[];
  cooldownMs: number;
  /** Clusters at a time. */
  parallel: number;
  label: string;
}

/**
 * Runs the trials, each recorded in its arm's campaign, on so many clusters at a time. Each of these lanes takes the
 * next trial that is due as soon as it has ended one, so trials begin in the order given, whatever the number of
 * lanes. Never rejects: a lane that fails lets the others end the trials they have begun.
 */
export async function runTrials(running: RunningTrials): Promise<TrialsRun> {
  const { store, due, setups, cooldownMs, parallel, label } = running;
  const states = new Map(setups.map((setup) => [setup.planned, new ArmState(setup, { parallel })]));
  setups[0]?.session.progress.begin({ label, trials: due.length });
  const failures: unknown[] = [];
  let begun = 0;

  const runLane = async (lane: number) => {
    const clusters = new SubjectClusters();
    try {
      for (let first = true; failures.length === 0 && begun < due.length; first = false) {
        const { signal, clock } = states.get(due[begun]!.planned.arm)!.setup.session;
        if (!first && cooldownMs > 0) await clock.sleep(cooldownMs, signal).catch(() => undefined);
        const trial = due[begun];
        if (signal.aborted || !trial) break;
        begun += 1;
        const position = `trial ${begun} of ${due.length}`;
        await runOne(states.get(trial.planned.arm)!, trial, { store, clusters, lane, position });
      }
    } catch (error) {
      failures.push(error);
    }
    await clusters.destroy().catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(parallel, due.length) }, (_, lane) => runLane(lane)));
  return { runs: [...states.values()].map((state) => state.run()), failure: failures[0] };
}

interface Surrounding {
  store: Store;
  clusters: SubjectClusters;
  lane: number;
  position: string;
}

async function runOne(state: ArmState, { planned, attempt }: DueTrial, around: Surrounding): Promise<void> {
  const { setup, writer } = state;
  const { session } = setup;
  const followed = state.followedIn(around.lane);
  const what = [
    faultText(planned.arm),
    whoRepairs(planned.arm),
    `repetition ${planned.repetition}`,
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ];
  session.progress.note(`${around.position}: ${what.join(", ")}`);
  const campaignId = await state.campaignIn(around.store);
  const slot = await around.clusters.of(setup);
  const numbers = state.begin();
  const result = await runTrial({
    subject: session.subject,
    spec: { ...trialSpecOf(session, armOf(planned.arm)), seed: planned.seed, attempt, identity: planned.identity },
    slot,
    ...(followed.operator ? { operator: followed.operator } : {}),
    recorder: session.recorder,
    campaignId,
    clock: session.clock,
    logger: session.logger,
    signal: session.signal,
    versions: session.versions,
    process: session.process,
    onEvent: (event) => {
      followed.onEvent(event);
      writer?.onEvent(event);
    },
  });
  await writer?.settled();
  around.clusters.used(result.log);
  followed.onTrial(result, numbers.number);
  session.progress.note(trialLine({ label: whoRepairs(planned.arm), ...numbers }, result.record));
}
