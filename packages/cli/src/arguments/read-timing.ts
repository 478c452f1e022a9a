import type { Timing } from "@eval/core";
import { usageError, type Arguments } from "./arguments.js";
import { parseDuration, parseDurationRange } from "./parse-duration.js";
import { timingContradiction } from "./timing-sense.js";

/** The defaults with whatever times the command line gives in their place. Throws `usage_invalid`. */
export function readTiming(args: Arguments, defaults: Timing): Timing {
  const duration = (name: string, fallback: number, min: number) => {
    const text = args.text(name);
    return text === undefined ? fallback : parseDuration(text, `--${name}`, { min });
  };
  const quiet = args.text("quiet");
  const range = quiet === undefined ? undefined : parseDurationRange(quiet, "--quiet");
  const timing: Timing = {
    ...defaults,
    horizonMs: duration("horizon", defaults.horizonMs, 1),
    holdMs: duration("hold", defaults.holdMs, 0),
    healthyMs: duration("healthy-timeout", defaults.healthyMs, 1),
    observeMs: duration("observe", defaults.observeMs, 10),
    probeMs: duration("probe", defaults.probeMs, 10),
    quietMinMs: range?.minMs ?? defaults.quietMinMs,
    quietMaxMs: range?.maxMs ?? defaults.quietMaxMs,
  };
  const contradiction = timingContradiction(timing);
  if (contradiction) throw usageError(contradiction.message, contradiction.hint);
  return timing;
}
