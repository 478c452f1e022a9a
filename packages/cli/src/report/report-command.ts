import { resolve } from "node:path";
import { asHarnessError, counted, systemClock } from "@eval/core";
import { reportPage } from "@eval/report";
import { campaignIds } from "../analysis/campaign-ids.js";
import { openAnalysis } from "../analysis/open-analysis.js";
import type { Arguments } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import { createOutputFile, refuseExisting } from "../export/output-file.js";
import type { Io } from "../io.js";
import { collectReport } from "./collect-report.js";

/** `eval report`. */
export async function report(args: Arguments, io: Io): Promise<number> {
  const output = args.text("output") ?? "report.html";
  const path = output === "-" ? null : resolve(io.cwd, output);
  const title = args.text("title");
  if (path !== null) await refuseExisting(path, { force: args.flag("force") });
  await using source = await openAnalysis(args, io);
  const ids = await campaignIds(args.list("ids"), source);
  const input = await collectReport(ids, {
    ...{ source, title, io, alone: args.flag("alone"), createdAt: systemClock.wall().toISOString() },
    databaseArgs: args.has("db") ? ["--db", source.db] : [],
  });
  const page = reportPage(input);
  if (path === null) {
    io.stdout.write(page);
    await io.stdout.drained?.();
    return exitCodes.ok;
  }
  const file = await createOutputFile(path);
  try {
    await file.write(page);
    await file.complete();
  } catch (error) {
    await file.discard();
    throw asHarnessError(error, "export_failed");
  }
  for (const note of input.notes) io.stderr.write(`note: ${note}\n`);
  io.stderr.write(
    `${path}: ${counted(input.trials.length, "trial")} of ${counted(input.campaigns.length, "campaign")}\n`,
  );
  return exitCodes.ok;
}
