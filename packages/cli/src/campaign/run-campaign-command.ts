import { availableParallelism } from "node:os";
import { basename, resolve } from "node:path";
import { commandDigester } from "@eval/analysis";
import { counted, systemClock, type Operator } from "@eval/core";
import { openStore, type Store } from "@eval/store";
import { thisProcess } from "../aftermath/process-identity.js";
import { settleRemains } from "../aftermath/settle-remains.js";
import { readGates } from "../analysis/gate-options.js";
import { gatesOfRun } from "../analysis/gates-of-run.js";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { defaultDatabase } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { startProgress } from "../progress/start-progress.js";
import { watchForInterruption } from "../run/interruption.js";
import { loggerTo } from "../run/logger.js";
import { refuseLackingHost } from "../run/resolve-subject.js";
import { ancestorsTell } from "../run/telling-ancestors.js";
import { commandLine } from "../text/command-line.js";
import { printableLine } from "../text/printable.js";
import type { ArmSetup } from "./arm-setup.js";
import type { ExpandedCampaign, PlannedArm } from "./campaign-plan.js";
import { campaignWarnings } from "./campaign-warnings.js";
import { expandCampaign } from "./expand-campaign.js";
import { readOperatorOption } from "./operator-option.js";
import { dueTrials, findPrior, type Progressed } from "./prior-trials.js";
import { reportCampaign } from "./report-campaign.js";
import { reportForCi, withoutStdout } from "./report-for-ci.js";
import { reportMatrix } from "./report-matrix.js";
import { resolveCampaign, type ResolvedCampaign } from "./resolve-campaign.js";
import { runTrials } from "./run-trials.js";
import { operatorOf, sessionOf, type CampaignSettings, type Running } from "./setup-arms.js";
import { readFileName } from "./validate-command.js";

/** `eval run campaign`. Resolves with the exit code; rejects with what was wrong with the request. */
export async function runCampaignFile(args: Arguments, io: Io): Promise<number> {
  const file = readFileName(args);
  const operator = readOperatorOption(args, io.cwd);
  const { gates } = readGates(args, { regression: false });
  const campaign = await resolveCampaign(file, { cwd: io.cwd, operator });
  const expanded = expandCampaign(campaign.plan);
  const json = args.flag("json");
  const markdown = args.flag("markdown");
  if (json && markdown) throw usageError("--json and --markdown exclude each other");
  const warnings = await campaignWarnings(campaign, io);
  if (args.flag("dry-run")) {
    reportMatrix(campaign, expanded, { io, json, warnings });
    return exitCodes.ok;
  }
  for (const warning of warnings) io.stderr.write(`warning: ${warning}\n`);
  await refuseLackingHosts(campaign, io);
  const { seed } = campaign.plan;
  // Whoever reads the file's name there may read the file, and so the faults that may come.
  const argumentsTell = await ancestorsTell(io.host.pid, { chaosType: basename(file), seed });
  const db = args.text("db") ?? defaultDatabase;
  const settings: CampaignSettings = { campaign, io, db, json, argumentsTell };
  const operators = new Map<PlannedArm, Operator | undefined>();
  for (const arm of expanded.arms) operators.set(arm, await operatorOf(arm, settings));

  await using store = await openStore(resolve(io.cwd, db), { digestCommands: commandDigester() });
  const progress = startProgress(io, systemClock);
  const say = (line: string) => progress.note(line);
  const databaseArgs = args.has("db") ? ["--db", db] : [];
  using interruption = watchForInterruption(io, say, commandLine(io.program, ["sweep", ...databaseArgs]));
  try {
    await settleRemains({ store, io, clock: systemClock, say });
    const progressed = dueTrials(expanded.trials, await findPrior(store, expanded.trials), {
      fresh: args.flag("fresh"),
    });
    say(`${printableLine(campaign.plan.name)}: ${progressText(expanded, progressed)}`);
    const running: Running = {
      store,
      progress,
      signal: interruption.signal,
      clock: systemClock,
      logger: loggerTo(progress, args.flag("verbose")),
      process: await thisProcess(io),
    };
    const setups: ArmSetup[] = [];
    for (const planned of expanded.arms) {
      const continued = await continuedCampaign(planned, { store, expanded, progressed, campaign });
      setups.push({
        planned,
        session: sessionOf(planned, settings, running),
        operator: operators.get(planned),
        ...continued,
      });
    }
    const { due } = progressed;
    const { cooldownMs, parallel } = campaign;
    if (Math.min(parallel, due.length) > availableParallelism()) say(loadWarning(parallel));
    const outcome = await runTrials({ store, due, setups, cooldownMs, parallel, label: campaign.plan.name });
    progress.close();
    const ids = outcome.runs.map(({ campaignId }) => campaignId);
    const judged = await gatesOfRun(ids, { store, db, gates });
    const result = { campaign, expanded, progressed, outcome, setups, store };
    const place = { io: markdown ? withoutStdout(io) : io, db, databaseArgs, gates: judged };
    const exitCode = await reportCampaign(result, place);
    const request = { gates, minValid: campaign.minValid };
    if (markdown || args.has("junit")) await reportForCi(outcome.runs, { args, io, request });
    return exitCode;
  } finally {
    progress.close();
  }
}

/** What subjects need that this host lacks, before anything is made. */
async function refuseLackingHosts({ plan, plugins }: ResolvedCampaign, io: Io): Promise<void> {
  for (const [index, { chaos, options }] of plan.subjects.entries()) {
    const { subject } = plugins[index]!;
    const needs = new Set(chaos.flatMap(({ type }) => subject.chaos[type]?.needs ?? []));
    await refuseLackingHost(subject, { needs: [...needs], options }, { say: (line) => io.stderr.write(`${line}\n`) });
  }
}

/** The campaign that an arm's earlier trials stand in, grown to what is asked for now. */
async function continuedCampaign(
  arm: PlannedArm,
  { store, expanded, progressed, campaign }: ContinuedOptions,
): Promise<Pick<ArmSetup, "campaignId" | "earlier">> {
  const own = expanded.trials.filter((trial) => trial.arm === arm);
  const campaignId = own.map(({ identity }) => progressed.campaigns.get(identity)).findLast((id) => id !== undefined);
  if (campaignId === undefined) return { campaignId: null, earlier: 0 };
  await store.extendCampaign(campaignId, campaign.plan.repetitions);
  const trials = await store.listTrials({ campaignId, limit: Number.MAX_SAFE_INTEGER });
  return { campaignId, earlier: trials.length };
}

interface ContinuedOptions {
  store: Store;
  expanded: ExpandedCampaign;
  progressed: Progressed;
  campaign: ResolvedCampaign;
}

function loadWarning(parallel: number): string {
  return `warning: ${parallel} clusters at a time on ${availableParallelism()} cores: times may tell more of this machine than of an operator`;
}

function progressText({ trials }: ExpandedCampaign, { due, skipped, repeated }: Progressed): string {
  const all = counted(trials.length, "trial");
  if (skipped === 0 && repeated === 0) return all;
  const parts = [
    `${skipped} ended validly before and ${skipped === 1 ? "is" : "are"} skipped`,
    `${due.length} to run`,
    ...(repeated > 0 ? [`${repeated} of them again`] : []),
  ];
  return `${all}: ${parts.join(", ")}`;
}
