import type { Clock } from "@eval/core";
import type { Io } from "../io.js";
import { liveProgress } from "./live-progress.js";
import { plainProgress } from "./plain-progress.js";
import type { Progress } from "./progress.js";

/** On standard error, lines drawn anew only where a terminal can do that. */
export function startProgress({ stderr, env }: Io, clock: Clock): Progress {
  const live = stderr.isTerminal && env["TERM"] !== "dumb" && env["CI"] === undefined;
  return live ? liveProgress(stderr, clock) : plainProgress(stderr);
}
