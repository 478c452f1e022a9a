import { resolve } from "node:path";
import { commandDigester } from "@eval/analysis";
import { chaosTypeOf, loadPlugin, resolveSpec, runTrial, systemClock, type Plugin } from "@eval/core";
import { openStore } from "@eval/store";
import { thisProcess } from "../aftermath/process-identity.js";
import { settleRemains } from "../aftermath/settle-remains.js";
import { singleCampaignId } from "../analysis/campaign-ids.js";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { parseKeyValues } from "../arguments/key-values.js";
import { parseWhole } from "../arguments/parse-number.js";
import { readOperatorOption } from "../campaign/operator-option.js";
import { defaultDatabase } from "../commands/command.js";
import type { Io } from "../io.js";
import { startProgress } from "../progress/start-progress.js";
import { createOperator } from "../run/create-operator.js";
import { followTrials } from "../run/follow-trials.js";
import { hostFacts, versionsOf } from "../run/host-facts.js";
import { watchForInterruption } from "../run/interruption.js";
import { keepIn } from "../run/keep-in.js";
import { loggerTo } from "../run/logger.js";
import { refuseLackingHost } from "../run/resolve-subject.js";
import { ancestorsTell } from "../run/telling-ancestors.js";
import { commandLine } from "../text/command-line.js";
import { version } from "../version.js";
import { notRepeated } from "./not-repeated.js";
import { readRecordedTrial, type RecordedTrial } from "./recorded-trial.js";
import { replayCampaign } from "./replay-campaign.js";
import { reportReplay } from "./report-replay.js";

/** `eval replay`. Resolves with the exit code; rejects with why the trial cannot be repeated. */
export async function replay(args: Arguments, io: Io): Promise<number> {
  const db = args.text("db") ?? defaultDatabase;
  const number = parseWhole(args.text("trial") ?? "", "--trial", { min: 1 });
  const env = parseKeyValues(args.list("operator-env"), "--operator-env");
  await using store = await openStore(resolve(io.cwd, db), { mustExist: true, digestCommands: commandDigester() });
  const id = await singleCampaignId(args.text("id") ?? "", { store, db });
  const recorded = withOperatorOption(await readRecordedTrial(store, { id, number, db }), args, io);
  const plugin = await pluginOf(recorded, args.text("plugin"), io.cwd);
  const { subject } = plugin;
  const spec = resolveSpec(subject, recorded.spec);
  const chaos = spec.chaosType === null ? null : chaosTypeOf(subject, spec.chaosType);
  await refuseLackingHost(
    subject,
    { needs: chaos?.needs ?? [], options: spec.options },
    { say: (line) => io.stderr.write(`${line}\n`) },
  );
  const argumentsTell = await ancestorsTell(io.host.pid, { chaosType: spec.chaosType, seed: spec.seed });
  const arm = { sham: spec.chaosType === null, repairer: recorded.repairer };
  const operator = await createOperator(recorded.repairer, {
    pluginUrl: plugin.url,
    env,
    variant: recorded.told,
    keepIn: keepIn({ operatorFiles: null, arm, db }, io.cwd),
    hideProcesses: argumentsTell,
    shareUser: recorded.shareUser,
    cwd: io.cwd,
  });

  const progress = startProgress(io, systemClock);
  const say = (line: string) => progress.note(line);
  const databaseArgs = args.has("db") ? ["--db", db] : [];
  using interruption = watchForInterruption(io, say, commandLine(io.program, ["sweep", ...databaseArgs]));
  try {
    await settleRemains({ store, io, clock: systemClock, say });
    const versions = versionsOf({ name: subject.name, version: plugin.version }, io);
    const host = hostFacts(io);
    const around = { given: Object.keys(env), subjectVersion: plugin.version, harnessVersion: version(), host };
    const differences = notRepeated(recorded, around);
    for (const difference of differences) say(`not the same: ${difference}`);
    const followed = followTrials({ chaos, progress }, arm, operator);
    const campaign = replayCampaign(recorded, { plugin, env: Object.keys(env), host, at: systemClock.wall() });
    const campaignId = await store.beginCampaign(campaign);
    progress.begin({ label: `replay of ${id}/${number}`, trials: 1 });
    const result = await runTrial({
      subject,
      spec,
      ...(followed.operator ? { operator: followed.operator } : {}),
      recorder: store,
      campaignId,
      clock: systemClock,
      logger: loggerTo(progress, args.flag("verbose")),
      signal: interruption.signal,
      versions,
      process: await thisProcess(io),
      onEvent: (event) => followed.onEvent(event),
    });
    progress.close();
    const now = { id: result.trialId, campaignId, record: result.record };
    return reportReplay({ recorded, now, differences }, { io, db, databaseArgs, json: args.flag("json") });
  } finally {
    progress.close();
  }
}

/** Where the subject was found then, unless another place is given. */
async function pluginOf({ campaign }: RecordedTrial, given: string | undefined, cwd: string): Promise<Plugin> {
  const specifier = given ?? campaign.plugin;
  if (specifier === null) {
    throw usageError("the campaign does not say where its subject was found", "Give --plugin a package or a path.");
  }
  return loadPlugin(specifier, cwd);
}

function withOperatorOption(recorded: RecordedTrial, args: Arguments, io: Io): RecordedTrial {
  const option = readOperatorOption(args, io.cwd);
  if (option === null) return recorded;
  if (recorded.repairer.by !== "database") {
    throw usageError("--operator-db is for trials of an operator that ran already; this one's was started, or nobody");
  }
  return { ...recorded, repairer: option };
}
