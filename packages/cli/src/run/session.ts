import type { ChaosType, Clock, EvalSubject, JsonObject, Logger, Plugin, Recorder } from "@eval/core";
import type { RunRequest } from "../arguments/read-run-request.js";
import type { Progress } from "../progress/progress.js";

/** What the arms of one run share. */
export interface Session {
  request: RunRequest;
  /** Where the subject came from; null when it was handed over as a value. */
  plugin: Omit<Plugin, "subject"> | null;
  subject: EvalSubject;
  /** Null in a sham. */
  chaos: ChaosType | null;
  /** Parsed by the subject, defaults filled in. */
  options: JsonObject;
  params: JsonObject;
  seed: string;
  recorder: Recorder;
  progress: Progress;
  /** Aborts when the run is interrupted. */
  signal: AbortSignal;
  clock: Clock;
  logger: Logger;
  versions: JsonObject;
  /** Identity of this process, for whoever finds the trial unfinished. */
  process: JsonObject;
  host: JsonObject;
  /** Whether command lines on this machine tell the fault to whoever may read them. */
  argumentsTell: boolean;
}
