import type { TrialRecord } from "@eval/core";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { summaryFields } from "../json/trial-json.js";
import { jsonText } from "../json/version.js";
import { commandLine } from "../text/command-line.js";
import { standInText } from "../text/stand-in.js";
import type { RecordedTrial } from "./recorded-trial.js";
import { samePlan, sideBySide } from "./side-by-side.js";

export interface Replayed {
  recorded: RecordedTrial;
  now: { id: number; campaignId: number; record: TrialRecord };
  /** What was not the same, in sentences. */
  differences: readonly string[];
}

interface Place {
  io: Io;
  db: string;
  databaseArgs: readonly string[];
  json: boolean;
}

/** Prints both trials side by side; returns the exit code. */
export function reportReplay(replayed: Replayed, { io, db, databaseArgs, json }: Place): number {
  const { recorded, now, differences } = replayed;
  const { trial: then, campaign, number } = recorded;
  const same = samePlan(then, now.record);
  const exitCode = exitCodeOf(now.record);
  if (json) {
    const { campaignId: _, ...fields } = recorded.summary;
    const content = {
      db,
      replayOf: { campaignId: campaign.id, trial: number },
      campaignId: now.campaignId,
      samePlan: same,
      differences,
      before: { number, ...fields },
      again: summaryFields({ number: 1, id: now.id, record: now.record }),
      exitCode,
    };
    io.stdout.write(jsonText("replay", content));
    return exitCode;
  }
  const show = commandLine(io.program, ["show", String(now.campaignId), "--trial", "1", ...databaseArgs]);
  io.stdout.write(
    `\ntrial ${number} of campaign ${campaign.id}, and its repetition as campaign ${now.campaignId}\n\n` +
      `${sideBySide(then, now.record)}\n${planText(same)}\n${standInText([now.record])}\nTo see more:\n  ${show}\n`,
  );
  return exitCode;
}

function planText(same: boolean | null): string {
  if (same === null) return "One of them has no plan: what they met cannot be compared.";
  return same
    ? "The plan is the same: both met the same fault on the same targets."
    : "ANOTHER PLAN: the cluster stood otherwise, and the fault struck other targets. The figures are not of one fault.";
}

function exitCodeOf({ outcome }: TrialRecord): number {
  if (outcome === "aborted") return exitCodes.interrupted;
  return outcome === "invalid" ? exitCodes.tooFewValid : exitCodes.ok;
}
