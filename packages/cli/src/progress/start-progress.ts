import type { Clock } from "@eval/core";
import type { Io } from "../io.js";
import { liveProgress } from "./live-progress.js";
import { plainProgress } from "./plain-progress.js";
import type { Progress } from "./progress.js";

/** On standard error, lines drawn anew only where a terminal can do that. */
export function startProgress(io: Io, clock: Clock): Progress {
  return rewritesLines(io) ? liveProgress(io.stderr, clock) : plainProgress(io.stderr);
}

/** Whether standard error is a terminal on which a line can be drawn anew. */
export function rewritesLines({ stderr, env }: Pick<Io, "stderr" | "env">): boolean {
  return stderr.isTerminal && env["TERM"] !== "dumb" && env["CI"] === undefined;
}
