import { runTrial, type TrialOptions, type TrialResult } from "../trial.js";
import { defaultTiming, type Timing, type TrialSpec } from "../trial-spec.js";
import { FakeSubject } from "./fake-subject.js";
import { MemoryRecorder } from "./memory-recorder.js";

/** Horizons of a fraction of a second, for a cluster that answers at once. */
export const fastTiming: Timing = {
  ...defaultTiming,
  healthyMs: 2_000,
  horizonMs: 1_000,
  holdMs: 100,
  observeMs: 20,
  quietMinMs: 0,
  quietMaxMs: 0,
  quietWaitMs: 300,
  probeMs: 20,
  probeTimeoutMs: 200,
  operatorStopMs: 500,
  claimWaitMs: 500,
  callMs: 2_000,
};

export function specOf(spec: Partial<Omit<TrialSpec, "timing">> & { timing?: Partial<Timing> } = {}): TrialSpec {
  return {
    subject: "fake",
    options: {},
    chaosType: "node_down",
    params: {},
    seed: "seed",
    operator: null,
    variant: null,
    baseline: false,
    endOnClaim: false,
    attempt: 1,
    ...spec,
    timing: { ...fastTiming, ...spec.timing },
  };
}

/** One trial on a fake subject, with everything recorded in memory. */
export async function fakeTrial(
  spec: Parameters<typeof specOf>[0] = {},
  options: Partial<TrialOptions> & { fake?: FakeSubject } = {},
): Promise<TrialResult & { recorder: MemoryRecorder; fake: FakeSubject }> {
  const recorder = new MemoryRecorder();
  const fake = options.fake ?? new FakeSubject();
  const result = await runTrial({
    subject: fake.subject,
    recorder,
    campaignId: 1,
    ...options,
    spec: specOf({ baseline: !options.operator, operator: options.operator?.name ?? null, ...spec }),
  });
  return { ...result, recorder, fake };
}
