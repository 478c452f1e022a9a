import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { commandDigester } from "@eval/analysis";
import { systemClock } from "@eval/core";
import { openStore } from "@eval/store";
import { settleRemains } from "../aftermath/settle-remains.js";
import { thisProcess } from "../aftermath/process-identity.js";
import { readGates } from "../analysis/gate-options.js";
import { gatesOfRun } from "../analysis/gates-of-run.js";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { readRunRequest, type RunRequest } from "../arguments/read-run-request.js";
import { timingWarnings } from "../arguments/timing-sense.js";
import { reportControls } from "../controls/report-controls.js";
import { runControls } from "../controls/run-controls.js";
import type { Io } from "../io.js";
import { startProgress } from "../progress/start-progress.js";
import { commandLine } from "../text/command-line.js";
import { printableLine } from "../text/printable.js";
import type { Repairer } from "./arm.js";
import { createOperator } from "./create-operator.js";
import { hostFacts, versionsOf } from "./host-facts.js";
import { watchForInterruption } from "./interruption.js";
import { keepIn } from "./keep-in.js";
import { loggerTo } from "./logger.js";
import { reportArm } from "./report-arm.js";
import { missingProgram } from "./missing-program.js";
import { resolveSubject } from "./resolve-subject.js";
import { runArm } from "./run-arm.js";
import { ancestorsTell } from "./telling-ancestors.js";
import type { Session } from "./session.js";

/** `eval run`. Resolves with the exit code; rejects with what was wrong with the request. */
export async function run(args: Arguments, io: Io): Promise<number> {
  const request = readRunRequest(args);
  const { gates } = readGates(args, { regression: false });
  if (gates.length > 0 && request.arm === "controls") throw usageError("--fail-if cannot be combined with --controls");
  const { plugin, chaos, options, params } = await resolveSubject(request, io.cwd, {
    say: (line) => io.stderr.write(`${line}\n`),
  });
  for (const warning of await runWarnings(request, io)) io.stderr.write(`warning: ${warning}\n`);
  const argumentsTell = await ancestorsTell(io.host.pid, request);
  const keep = keepIn(request, io.cwd);
  const operatorFor = (repairer: Repairer) =>
    createOperator(repairer, {
      pluginUrl: plugin.url,
      env: request.operatorEnv,
      keepIn: keep,
      hideProcesses: argumentsTell,
      shareUser: request.shareUser,
      cwd: io.cwd,
    });
  // Refused before anything is made for it.
  const operator = request.arm === "controls" ? undefined : await operatorFor(request.arm.repairer);
  await using store = await openStore(resolve(io.cwd, request.db), { digestCommands: commandDigester() });
  const progress = startProgress(io, systemClock);
  const databaseArgs = args.has("db") ? ["--db", request.db] : [];
  using interruption = watchForInterruption(
    io,
    (line) => progress.note(line),
    commandLine(io.program, ["sweep", ...databaseArgs]),
  );
  try {
    await settleRemains({ store, io, clock: systemClock, say: (line) => progress.note(line) });
    const { subject, ...origin } = plugin;
    const session: Session = {
      request,
      plugin: origin,
      subject,
      chaos,
      options,
      params,
      seed: request.seed ?? randomBytes(4).toString("hex"),
      recorder: store,
      progress,
      signal: interruption.signal,
      clock: systemClock,
      logger: loggerTo(progress, args.flag("verbose")),
      versions: versionsOf({ name: subject.name, version: plugin.version }, io),
      process: await thisProcess(io),
      host: hostFacts(io),
      argumentsTell,
    };
    if (request.seed === null) progress.note(`seed ${session.seed} (--seed ${session.seed} repeats this run)`);
    const place = { io, db: request.db, databaseArgs };
    if (request.arm === "controls") {
      const controls = await runControls(session, operatorFor);
      progress.close();
      return reportControls(controls, session, place);
    }
    const arm = await runArm(session, request.arm, operator);
    progress.close();
    const judged = await gatesOfRun([arm.campaignId], { store, db: request.db, gates });
    return reportArm(arm, session, { ...place, gates: judged });
  } finally {
    progress.close();
  }
}

/** What may well be a mistake in a run that could go ahead as it is. */
async function runWarnings({ arm, operatorEnv, timing }: RunRequest, { env }: Io): Promise<string[]> {
  const missing = arm === "controls" ? null : await missingProgram(arm.repairer, operatorEnv["PATH"] ?? env["PATH"]);
  return [...timingWarnings(timing), ...(missing === null ? [] : [printableLine(missing, 500)])];
}
