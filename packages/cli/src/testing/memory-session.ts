import { defaultTiming, silentLogger, systemClock, type EvalSubject } from "@eval/core";
import { MemoryRecorder } from "@eval/core/testing";
import { Arguments } from "../arguments/arguments.js";
import { readRunRequest } from "../arguments/read-run-request.js";
import type { Session } from "../run/session.js";

export interface MemorySession extends Session {
  recorder: MemoryRecorder;
  /** What the run said in passing. */
  notes: string[];
}

/** A run of the controls on a subject in memory, its records in memory too. */
export function memorySession(
  subject: EvalSubject,
  { chaosType, horizonMs }: { chaosType: string; horizonMs: number },
): MemorySession {
  const notes: string[] = [];
  const timing = {
    ...defaultTiming,
    horizonMs,
    holdMs: 100,
    observeMs: 20,
    quietMinMs: 0,
    quietMaxMs: 0,
    probeMs: 20,
    claimWaitMs: 200,
  };
  return {
    request: { ...readRunRequest(new Arguments({ controls: true, chaos: chaosType })), timing },
    plugin: null,
    subject,
    chaos: subject.chaos[chaosType] ?? null,
    options: {},
    params: {},
    seed: "memory",
    recorder: new MemoryRecorder(),
    progress: {
      begin: () => undefined,
      event: () => undefined,
      note: (line) => notes.push(line),
      close: () => undefined,
    },
    notes,
    signal: new AbortController().signal,
    clock: systemClock,
    logger: silentLogger,
    versions: {},
    process: {},
    host: {},
    argumentsTell: false,
  };
}
