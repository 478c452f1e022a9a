import type { JsonObject } from "./json.js";

/** Where in a trial, or outside of one, an error arose. */
export type Phase = "setup" | "ready" | "arm" | "inject" | "wait" | "judge" | "clean" | "record";

/**
 * Every code the harness can end with: when it is used, and what to do next. Codes are permanent;
 * `docs/errors.md` lists the same ones, and a test keeps the two equal.
 */
export const errorTable = {
  // Usage and configuration: exit code 2.
  plugin_not_found: {
    meaning: "No package or path of that name can be resolved from the current folder.",
    hint: "Install the package there, or give a path to it.",
  },
  plugin_invalid: {
    meaning: "The module's default export is not an EvalSubject of a contract revision this harness knows.",
    hint: "Export the value of defineSubject() as default, and use versions of the plugin and the harness that share a contract revision.",
  },
  options_invalid: {
    meaning: "The subject refuses these options.",
    hint: "Compare them with the list that `eval chaos --plugin` prints.",
  },
  chaos_unknown: {
    meaning: "The subject has no chaos type of that name.",
    hint: "List them with `eval chaos --plugin NAME`.",
  },
  params_invalid: {
    meaning: "The chaos type refuses these parameters.",
    hint: "Compare them with the list that `eval chaos --plugin` prints.",
  },
  usage_invalid: {
    meaning: "The command line contradicts itself or names something unknown.",
    hint: "See `eval --help`.",
  },
  campaign_invalid: {
    meaning: "A campaign or variant file cannot be used as it is written.",
    hint: "Correct it at the line and column named; `eval validate FILE` checks it.",
  },
  operator_not_found: { meaning: "The operator's database or command cannot be found.", hint: "Check the path." },
  host_lacking: {
    meaning: "This host cannot do what the chaos type needs.",
    hint: "Run `eval doctor` to see what is missing and how to get it.",
  },
  trial_not_found: { meaning: "There is no campaign or trial with that id.", hint: "List campaigns with `eval list`." },

  export_failed: {
    meaning: "A file of results could not be written to its end; it was removed.",
    hint: "Look at the free space and the permissions of its folder.",
  },

  // The store.
  store_not_a_database: {
    meaning: "The file is not an SQLite database.",
    hint: "Give --db another path; the file was left as it is.",
  },
  store_newer: {
    meaning: "The database was written by a newer version with a schema this one does not know.",
    hint: "Upgrade the harness, or give --db another path.",
  },
  store_readonly: {
    meaning: "The database or its folder cannot be written.",
    hint: "Check owner and permissions of the file and its folder.",
  },
  store_locked: {
    meaning: "Another program held the database locked for longer than the busy timeout.",
    hint: "Close the other program and run the command again.",
  },
  store_full: {
    meaning: "The disk that holds the database is full.",
    hint: "Free space and run the command again; everything acknowledged so far is kept.",
  },
  store_failed: { meaning: "The database refused an operation for another reason.", hint: "See the cause." },

  // Why a trial is invalid: nobody is judged.
  create_failed: { meaning: "The cluster could not be created.", hint: "See the cause, and `eval doctor`." },
  reset_failed: {
    meaning: "The cluster could not be reset.",
    hint: "The cluster is replaced for the next trial; see the cause.",
  },
  not_healthy: {
    meaning: "The cluster did not become healthy in time before the fault.",
    hint: "See the problems named; raise --healthy-timeout on a slow machine.",
  },
  not_clean: {
    meaning: "After a reset the cluster's fingerprint differs from a fresh cluster's.",
    hint: "The cluster is replaced for the next trial; the difference is in the details.",
  },
  operator_start_failed: {
    meaning: "The operator could not be started, or ended before the fault.",
    hint: "See the end of its output.",
  },
  operator_not_quiet: {
    meaning: "Before the fault the operator had an open ticket or a running session for too long.",
    hint: "Close the ticket named, or give the operator a database of its own.",
  },
  operator_db_unreadable: { meaning: "The operator's database could not be read.", hint: "See the cause." },
  plan_failed: { meaning: "No plan could be made for this fault.", hint: "See the cause." },
  inject_failed: {
    meaning: "The fault could not be brought into force.",
    hint: "See the cause; the cluster was cleaned or replaced.",
  },
  chaos_no_effect: {
    meaning: "The fault was injected but showed no symptom, and nobody acted.",
    hint: "Check that the subject's observation covers this fault; run its conformance.",
  },
  observation_lost: {
    meaning: "The control path to the cluster failed, so nothing could be seen.",
    hint: "Check the host; the trial judges nobody.",
  },
  judge_failed: { meaning: "The final state or the acknowledged writes could not be read.", hint: "See the cause." },
  harness_error: { meaning: "The harness itself failed.", hint: "Please report it with the cause." },
  no_verdict: {
    meaning: "Another program recorded the trial, without a verdict and without events to judge it by.",
    hint: "Run the campaign with this harness; what the rows hold is shown by `eval show`.",
  },
  harness_died: {
    meaning: "The harness ended in the middle of the trial; a later run settled it.",
    hint: "Run the campaign again.",
  },

  // Conditions that stand beside an outcome.
  deadline_exceeded: {
    meaning: "A call took longer than its deadline.",
    hint: "See which call; raise its deadline on a slow machine.",
  },
  interrupted: { meaning: "The run was interrupted.", hint: "Run it again." },
  clean_failed: {
    meaning: "The fault could not be proved gone after clean-up.",
    hint: "The cluster was destroyed; nothing of it is used again.",
  },
  destroy_failed: {
    meaning: "The cluster could not be removed.",
    hint: "Run `eval sweep` to remove what is left, or `eval sweep --plugin NAME` where no database names it.",
  },
  operator_stop_failed: {
    meaning: "Processes of the operator outlived its stop.",
    hint: "They are named in the details.",
  },
} as const satisfies Record<string, { meaning: string; hint: string }>;

export type ErrorCode = keyof typeof errorTable;

export interface HarnessErrorOptions {
  /** One sentence: what was wrong. The table's meaning when absent. */
  message?: string;
  phase?: Phase;
  details?: JsonObject;
  cause?: unknown;
  /** What to do next, where it can be said better than in the table. */
  hint?: string;
}

/** The one error class. Callers look at `code`, never at the message. */
export class HarnessError extends Error {
  override readonly name = "HarnessError";
  readonly code: ErrorCode;
  readonly phase: Phase | undefined;
  readonly details: JsonObject;
  readonly hint: string;

  constructor(code: ErrorCode, options: HarnessErrorOptions = {}) {
    super(options.message ?? errorTable[code].meaning, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.phase = options.phase;
    this.details = options.details ?? {};
    this.hint = options.hint ?? errorTable[code].hint;
  }
}

/** Plugins may carry their own copy of core, so the shape decides, not `instanceof`. */
export function isHarnessError(error: unknown): error is HarnessError {
  return error instanceof Error && error.name === "HarnessError" && "code" in error && String(error.code) in errorTable;
}

/** The error itself when it is one of ours, else one of the given code with it as cause. */
export function asHarnessError(error: unknown, code: ErrorCode, phase?: Phase): HarnessError {
  if (isHarnessError(error)) return error;
  return new HarnessError(code, { message: describe(error), cause: error, ...(phase ? { phase } : {}) });
}

/** One line for a human, causes included. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner =
    error instanceof AggregateError
      ? error.errors.map(describe).join("; ")
      : error.cause === undefined
        ? ""
        : describe(error.cause);
  const own = error.message || error.name;
  return inner && !own.includes(inner) ? `${own}: ${inner}` : own;
}
