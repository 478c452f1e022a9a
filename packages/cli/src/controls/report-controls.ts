import { exitCodes } from "../exit-codes.js";
import { jsonText } from "../json/version.js";
import { armLabel } from "../run/arm.js";
import { armJson, exitCodeOfRuns, nextCommands, warningsOf, type Place } from "../run/report-arm.js";
import type { ArmRun } from "../run/run-arm.js";
import type { Session } from "../run/session.js";
import { countOutcomes, coverageOf } from "../text/coverage.js";
import { reportError } from "../text/report-error.js";
import { standInText } from "../text/stand-in.js";
import { formatTable } from "../text/table.js";
import { judgeControl, type ControlVerdict } from "./judge-controls.js";

/** Prints expected against seen; returns the exit code. */
export function reportControls(runs: readonly ArmRun[], session: Session, place: Place): number {
  const { io } = place;
  const { chaos, request } = session;
  const verdicts = chaos ? runs.map((run) => judgeControl(run, chaos)) : [];
  const exitCode = exitCodeOfControls(verdicts, session);
  if (request.json) {
    const arms = verdicts.map((verdict) => ({
      ...armJson(verdict.run, session),
      expected: verdict.expected,
      seen: verdict.seen,
      verdict: verdict.verdict,
      surprises: verdict.surprises.map(({ number }) => number),
    }));
    io.stdout.write(jsonText("controls", { arms, db: place.db, exitCode }));
  } else {
    const records = runs.flatMap(({ trials }) => trials.map(({ record }) => record));
    io.stdout.write(`\n${controlsTable(verdicts)}\n${conclusion(verdicts)}\n${standInText(records)}`);
    io.stdout.write(`\nStored in ${place.db}. To see more:\n${nextCommands(runs, place)}`);
  }
  for (const line of warningsOf(runs, session)) io.stderr.write(`${line}\n`);
  for (const { failure } of runs) if (failure !== undefined) reportError(failure, { io, verbose: false });
  return exitCode;
}

/** 3 as soon as one arm shows something else than expected: that holds whatever else went wrong. */
export function exitCodeOfControls(
  verdicts: readonly ControlVerdict[],
  session: Pick<Session, "signal" | "request">,
): number {
  const exitCode = exitCodeOfRuns(
    verdicts.map(({ run }) => run),
    session,
  );
  if (exitCode === exitCodes.interrupted) return exitCode;
  if (verdicts.some(({ verdict }) => verdict === "not as expected")) return exitCodes.gateFailed;
  if (exitCode !== exitCodes.ok) return exitCode;
  return verdicts.some(({ verdict }) => verdict === "inconclusive") ? exitCodes.tooFewValid : exitCodes.ok;
}

function controlsTable(verdicts: readonly ControlVerdict[]): string {
  return formatTable(verdicts, [
    { title: "campaign", cell: ({ run }) => String(run.campaignId ?? "-"), align: "right" },
    { title: "who repairs", cell: ({ run }) => armLabel(run.arm) },
    { title: "expected", cell: ({ expected }) => expected || "-" },
    { title: "seen", cell: ({ seen }) => seen || "-" },
    { title: "valid", cell: ({ run }) => validText(run), align: "right" },
    { title: "", cell: ({ verdict }) => verdict },
  ]);
}

function validText({ trials }: ArmRun): string {
  const { valid, trials: all } = coverageOf(countOutcomes(trials.map(({ record }) => record.outcome)));
  return `${valid} of ${all}`;
}

function conclusion(verdicts: readonly ControlVerdict[]): string {
  const surprising = verdicts.filter(({ verdict }) => verdict === "not as expected");
  if (surprising.length > 0) {
    const where = surprising.map(
      ({ run, surprises }) => `${armLabel(run.arm)} (trial ${surprises.map(({ number }) => number).join(", ")})`,
    );
    return `Not as expected: ${where.join("; ")}.`;
  }
  const silent = verdicts.filter(({ verdict }) => verdict === "inconclusive");
  if (silent.length > 0) return `Nothing can be said of ${silent.map(({ run }) => armLabel(run.arm)).join(", ")}.`;
  return "Everything was as expected.";
}
