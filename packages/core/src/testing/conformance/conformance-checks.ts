import { HarnessError } from "../../errors.js";
import { didYouMean } from "../../nearest.js";
import { chaosTypeOf } from "../../plugin.js";
import type { EvalSubject } from "../../subject.js";
import type { CheckDraft } from "./check-draft.js";
import { CheckRunner } from "./check-runner.js";
import { cleanupChecks } from "./cleanup-checks.js";
import { ClusterPool } from "./cluster-pool.js";
import { settle, type ConformanceOptions, type ConformanceSettings } from "./conformance-options.js";
import { cycleChecks } from "./cycle-checks.js";
import { dataChecks } from "./data-checks.js";
import { descriptionChecks, paramsCheck } from "./description-checks.js";
import { fail } from "./demand.js";
import type { FaultCase } from "./fault.js";
import { injectCheck } from "./inject-checks.js";
import { lifecycleChecks, nothingRemains } from "./lifecycle-checks.js";
import { planCheck } from "./plan-checks.js";
import { CheckSkipped } from "./station.js";

export interface ConformanceCheck {
  /** Unique; a sentence of what the subject promises. */
  readonly name: string;
  /** Null for what concerns the subject as a whole. */
  readonly chaosType: string | null;
  /** Why it cannot be run as the suite was set up; null where it can. */
  readonly skipped: string | null;
  /** Rejects with an AssertionError that says what is not as promised. */
  run(context?: CheckContext): Promise<void>;
}

/** The contexts that vitest and node:test give to a test fit. */
export interface CheckContext {
  signal?: AbortSignal;
  /** Called where the host lacks what the check needs. Absent: such a check rejects. */
  skip?(reason: string): void;
}

/**
 * The checks that prove a subject fit for trials, in the order in which they are best run. They share
 * one cluster and take turns on it; with the option `clusters`, trials that only wait for their horizon do so
 * side by side on several. The last one removes the clusters: run it even where others failed.
 *
 * Throws `chaos_unknown` and `usage_invalid` for options that name what there is not.
 */
export function conformanceChecks(subject: EvalSubject, options: ConformanceOptions = {}): ConformanceCheck[] {
  return prepareConformance(subject, options).checks;
}

/** The same, with a way to remove the shared clusters where the last check may never be run. */
export function prepareConformance(
  subject: EvalSubject,
  options: ConformanceOptions = {},
): { checks: ConformanceCheck[]; close: () => Promise<void> } {
  const settings = settle(options);
  const drafts = draftsFor(subject, options, settings);
  const chosen = [...drafts.filter((draft) => isChosen(draft, options.filter)), nothingRemains];
  const names = [...drafts, nothingRemains].map(({ name }) => name);
  const { skip = {} } = options;
  for (const name of Object.keys(skip)) {
    if (names.includes(name)) continue;
    throw new HarnessError("usage_invalid", {
      message: `there is no check to skip that is called "${name}"${didYouMean(name, names)}`,
      details: { name, names },
    });
  }
  const why = (draft: CheckDraft) => skip[draft.name] ?? draft.skipped ?? null;
  const runner = new CheckRunner(
    new ClusterPool(subject, settings),
    settings,
    chosen.filter((draft) => why(draft) === null),
  );
  return {
    checks: chosen.map((draft) => bind(runner, draft, why(draft))),
    close: () => runner.close(),
  };
}

function draftsFor(subject: EvalSubject, options: ConformanceOptions, settings: ConformanceSettings): CheckDraft[] {
  return [
    ...descriptionChecks(settings),
    ...lifecycleChecks(settings),
    ...dataChecks(),
    ...faultCases(subject, options).flatMap((at) => [
      paramsCheck(at),
      planCheck(at),
      injectCheck(at),
      ...cleanupChecks(at, settings),
      ...cycleChecks(at, settings),
    ]),
    resetsHeld,
  ];
}

function faultCases(subject: EvalSubject, { params = {} }: ConformanceOptions): FaultCase[] {
  for (const name of Object.keys(params)) chaosTypeOf(subject, name);
  return Object.entries(subject.chaos).flatMap(([chaosType, chaos]) => {
    const sets = Object.entries(params[chaosType] ?? { default: {} });
    return sets.map(([set, given]) => {
      const title = sets.length === 1 && set === "default" ? chaosType : `${chaosType} (${set})`;
      return { chaosType, title, chaos, params: given };
    });
  });
}

/** Whatever checks and trials did to the cluster, and wrong fixes most of all, the reset after it is part of the proof. */
const resetsHeld: CheckDraft = {
  name: "every reset on the way gave a fresh cluster again",
  chaosType: null,
  place: "last",
  run: async (station) => {
    await station.onEach((own) => own.cleanCluster());
    const failed = station.failedResets.map(({ after, problem }) => `after "${after}": ${problem}`);
    if (failed.length > 0)
      fail(`a reset did not give a healthy cluster with a fresh one's fingerprint ${failed.join("; ")}`);
  },
};

function isChosen({ name, chaosType }: CheckDraft, filter: ConformanceOptions["filter"]): boolean {
  if (filter === undefined) return true;
  return typeof filter === "function" ? filter(name, chaosType) : new RegExp(filter.source, filter.flags).test(name);
}

function bind(runner: CheckRunner, draft: CheckDraft, skipped: string | null): ConformanceCheck {
  const { name, chaosType } = draft;
  return {
    name,
    chaosType,
    skipped,
    run: async (context = {}) => {
      try {
        await runner.run(draft, context.signal);
      } catch (error) {
        if (!(error instanceof CheckSkipped) || !context.skip) throw error;
        context.skip(error.message);
      }
    },
  };
}
