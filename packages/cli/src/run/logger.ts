import type { Logger } from "@eval/core";
import type { Progress } from "../progress/progress.js";
import { printableLine } from "../text/printable.js";

/** What the harness and subjects say of themselves: their warnings always, the rest when asked for. */
export function loggerTo(progress: Progress, verbose: boolean): Logger {
  const say = (level: string, message: string, details?: object) =>
    progress.note(printableLine(`${level}: ${message}${details ? ` ${JSON.stringify(details)}` : ""}`, 500));
  return {
    debug: (message, details) => {
      if (verbose) say("debug", message, details);
    },
    warn: (message, details) => say("warning", message, details),
  };
}
