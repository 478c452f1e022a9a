import { exitCodeWithGates } from "../analysis/gates-of-run.js";
import { gatesText } from "../analysis/gates-text.js";
import type { JudgedArm } from "../analysis/result.js";
import { faultText } from "../campaign/arm-names.js";
import { exitCodes } from "../exit-codes.js";
import { errorJson } from "../json/error-json.js";
import { summaryFields } from "../json/trial-json.js";
import { jsonText } from "../json/version.js";
import type { Io } from "../io.js";
import { clockErrorText } from "../text/clock-error.js";
import { commandLine } from "../text/command-line.js";
import { countOutcomes, coverageOf } from "../text/coverage.js";
import { printableLine } from "../text/printable.js";
import { reportError } from "../text/report-error.js";
import { armLabel } from "./arm.js";
import { armName } from "./arm-specs.js";
import type { ArmRun } from "./run-arm.js";
import type { Session } from "./session.js";
import { falseTicketsPerHour, falseTicketText, summariseTrials } from "./summarise-arm.js";

/** Where results are stored, and how a command names that place. */
export interface Place {
  io: Io;
  db: string;
  databaseArgs: readonly string[];
}

/** What became of the gates that were asked for. */
export interface Judged {
  gates: readonly JudgedArm[];
}

/** Prints what became of one arm; returns the exit code. */
export function reportArm(run: ArmRun, session: Session, { gates, ...place }: Place & Judged): number {
  const { io } = place;
  const exitCode = exitCodeWithGates(exitCodeOfRuns([run], session), gates);
  if (session.request.json) {
    io.stdout.write(jsonText("campaign", { ...armJson(run, session), db: place.db, gates, exitCode }));
  } else if (run.trials.length > 0) {
    const who = armName(session, run.arm);
    const fault = faultText({ chaosType: run.arm.sham ? null : session.request.chaosType, params: session.params });
    io.stdout.write(`\n${printableLine(`${session.subject.name}, ${fault}, ${who}`, 200)}\n`);
    io.stdout.write(`${summariseTrials(run.trials.map(summaryFields))}${falseTicketText(run)}${gatesText(gates)}`);
  }
  for (const line of warningsOf([run], session)) io.stderr.write(`${line}\n`);
  if (run.failure !== undefined) reportError(run.failure, { io, verbose: false });
  if (!session.request.json && run.campaignId !== null) {
    io.stdout.write(
      `\nStored as campaign ${run.campaignId} in ${place.db}. To see more:\n${nextCommands([run], place)}`,
    );
  }
  return exitCode;
}

/** 130 when interrupted, 1 when something of ours failed, 5 when too few trials of an arm were valid, else 0. */
export function exitCodeOfRuns(
  runs: readonly ArmRun[],
  { signal, request }: Pick<Session, "signal" | "request">,
): number {
  if (signal.aborted) return exitCodes.interrupted;
  if (runs.some(({ failure }) => failure !== undefined)) return exitCodes.internal;
  return runs.every((run) => enoughValid(run, request.minValid)) ? exitCodes.ok : exitCodes.tooFewValid;
}

/** Whether the share of valid trials reaches what was asked for. Without any trial it does not. */
export function enoughValid({ trials }: Pick<ArmRun, "trials">, minValid: number): boolean {
  const coverage = coverageOf(countOutcomes(trials.map(({ record }) => record.outcome)));
  return coverage.trials > 0 && coverage.valid / coverage.trials >= minValid;
}

/** The common part of what `run` and `show` print as JSON of a campaign. */
export function armJson(run: ArmRun, { signal }: Pick<Session, "signal">): object {
  return {
    campaign: { id: run.campaignId, ...run.campaign, arm: armLabel(run.arm) },
    interrupted: signal.aborted,
    error: run.failure === undefined ? null : errorJson(run.failure),
    coverage: coverageOf(countOutcomes(run.trials.map(({ record }) => record.outcome))),
    falseTicketsPerHour: falseTicketsPerHour(run),
    isolated: isolatedOf(run),
    trials: run.trials.map(summaryFields),
  };
}

export function nextCommands(runs: readonly ArmRun[], { io, databaseArgs }: Place): string {
  const show = runs.flatMap(({ campaignId, trials }) => {
    if (campaignId === null) return [];
    const first = trials.at(-1);
    const id = String(campaignId);
    return first ? [["show", id, "--trial", String(first.number)]] : [["show", id]];
  });
  const last = show.at(-1);
  const ids = runs.flatMap(({ campaignId }) => (campaignId === null ? [] : [String(campaignId)]));
  const commands = [["list"], ...(last ? [last, ["analyze", ...ids]] : [])];
  return commands.map((args) => `  ${commandLine(io.program, [...args, ...databaseArgs])}\n`).join("");
}

/** What a reader must know to trust the figures, once each. */
export function warningsOf(
  runs: readonly Pick<ArmRun, "trials">[],
  { argumentsTell }: Pick<Session, "argumentsTell">,
): string[] {
  const notes = runs.flatMap(({ trials }) => trials.map((trial) => trial.notes));
  const shared = notes.find(({ isolated }) => isolated === false);
  const seeing = notes.some(({ isolated, processesHidden }) => isolated === true && processesHidden === false);
  const kept = notes.flatMap((note) => (note.kept === null ? [] : [note.kept])).at(-1);
  const clock = runs
    .flatMap(({ trials }) => trials.map(({ record }) => clockErrorText(record.clockOffsetMs)))
    .find((text) => text !== null);
  return [
    ...(shared
      ? [
          `warning: the operator was not isolated from the harness: ${shared.isolationReason ?? "it ran as the same user"}`,
        ]
      : []),
    ...(argumentsTell && seeing
      ? ["warning: the operator could learn of the fault from the command lines of this machine's processes"]
      : []),
    ...(clock === undefined ? [] : [`warning: ${clock}; detection and claims are timed by the harness's own`]),
    ...(kept === undefined ? [] : [`the operator's database and log are kept: ${kept}`]),
  ];
}

/** Whether every managed operator of the arm was isolated; null when none was managed. */
function isolatedOf({ trials }: ArmRun): boolean | null {
  const known = trials.flatMap(({ notes }) => (notes.isolated === null ? [] : [notes.isolated]));
  return known.length === 0 ? null : known.every(Boolean);
}
