import { exitCodes } from "./exit-codes.js";
import type { Io } from "./io.js";
import { parseCommandLine } from "./parse-command-line.js";

/**
 * Runs one command line, without the program's name, and resolves with its exit code. Never rejects:
 * what goes wrong is reported on standard error.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const verbose = argv.includes("--verbose");
  try {
    const parsed = await parseCommandLine(argv, io);
    if (parsed.kind === "command") return await parsed.command.run(parsed.args, io);
    const { stream, exitCode } = parsed.kind === "help" ? helpAsked : helpInsteadOf;
    io[stream].write(parsed.text);
    return exitCode;
  } catch (error) {
    const { reportError } = await import("./text/report-error.js");
    return reportError(error, { io, verbose });
  }
}

const helpAsked = { stream: "stdout", exitCode: exitCodes.ok } as const;
const helpInsteadOf = { stream: "stderr", exitCode: exitCodes.usage } as const;
