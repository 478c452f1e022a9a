import { setMaxListeners } from "node:events";
import { HarnessError } from "@eval/core";
import type { Io } from "../io.js";

export interface Interruption extends Disposable {
  /** Aborts with `interrupted` at the first request to stop. */
  readonly signal: AbortSignal;
}

/** The first request to stop ends the trial in order; later ones say why that takes a while. */
export function watchForInterruption(io: Io, say: (line: string) => void, sweepCommand: string): Interruption {
  const controller = new AbortController();
  // Every call under way listens, and probes alone are several at a time.
  setMaxListeners(0, controller.signal);
  const stopListening = io.onInterrupt(() => {
    if (!controller.signal.aborted) {
      say("interrupted: cleaning up the fault and the cluster");
      controller.abort(new HarnessError("interrupted"));
    } else {
      say(`still cleaning up; should this process be killed, \`${sweepCommand}\` removes what is left`);
    }
  });
  return { signal: controller.signal, [Symbol.dispose]: stopListening };
}
