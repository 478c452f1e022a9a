import { resolve } from "node:path";
import { analyseCampaigns } from "../analysis/analyze-command.js";
import type { GateRequest } from "../analysis/gate-options.js";
import { openAnalysis } from "../analysis/open-analysis.js";
import { resultMarkdown } from "../analysis/result-markdown.js";
import { writeJunit } from "../analysis/write-result.js";
import type { Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import type { ArmRun } from "../run/run-arm.js";

export interface CiOptions {
  args: Arguments;
  io: Io;
  request: GateRequest;
}

/** The analysis of the campaigns that were run, as Markdown on standard output and as JUnit XML, whichever is asked for. */
export async function reportForCi(runs: readonly ArmRun[], { args, io, request }: CiOptions): Promise<void> {
  await using source = await openAnalysis(args, io);
  const ids = runs.flatMap(({ campaignId }) => (campaignId === null ? [] : [campaignId]));
  const result = await analyseCampaigns(await source.load(ids), { source, request });
  if (args.flag("markdown")) io.stdout.write(resultMarkdown(result));
  const junit = args.text("junit");
  if (junit !== undefined) await writeJunit(result, resolve(io.cwd, junit));
}

/** For a report of which only the warnings and the exit code are wanted. */
export function withoutStdout(io: Io): Io {
  const { isTerminal, columns } = io.stdout;
  return { ...io, stdout: { isTerminal, columns, write: () => undefined } };
}
