import { wilson } from "@eval/analysis";
import type { Store, TrialSummary } from "@eval/store";
import { exitCodeWithGates } from "../analysis/gates-of-run.js";
import { gatesText } from "../analysis/gates-text.js";
import { exitCodes } from "../exit-codes.js";
import { errorJson } from "../json/error-json.js";
import type { TrialSummaryFields } from "../json/trial-json.js";
import { jsonText } from "../json/version.js";
import { armJson, warningsOf, type Judged, type Place } from "../run/report-arm.js";
import type { ArmRun } from "../run/run-arm.js";
import { commandLine } from "../text/command-line.js";
import { countOutcomes, coverageOf, formatCodes, percent, type Coverage } from "../text/coverage.js";
import { printableLine } from "../text/printable.js";
import { reportError } from "../text/report-error.js";
import { standInText } from "../text/stand-in.js";
import { formatTable } from "../text/table.js";
import { faultText, whoRepairs } from "./arm-names.js";
import type { ArmSetup } from "./arm-setup.js";
import type { ExpandedCampaign } from "./campaign-plan.js";
import { findPrior, type Progressed } from "./prior-trials.js";
import type { ResolvedCampaign } from "./resolve-campaign.js";
import type { TrialsRun } from "./run-trials.js";

export interface CampaignOutcome {
  campaign: ResolvedCampaign;
  expanded: ExpandedCampaign;
  progressed: Progressed;
  outcome: TrialsRun;
  setups: readonly ArmSetup[];
  store: Store;
}

/** An arm with all of its trials, those of earlier runs of the file included; of each the latest attempt. */
interface ArmResult {
  setup: ArmSetup;
  run: ArmRun;
  trials: readonly TrialSummaryFields[];
  coverage: Coverage;
}

/** Prints what became of a campaign; resolves with the exit code. */
export async function reportCampaign(result: CampaignOutcome, { gates, ...place }: Place & Judged): Promise<number> {
  const { campaign, expanded, progressed, outcome, setups } = result;
  const { io } = place;
  const arms = await Promise.all(setups.map((setup, index) => armResult(setup, outcome.runs[index]!, result)));
  const interrupted = setups.some(({ session }) => session.signal.aborted);
  const plainCode = exitCodeOf(arms, { interrupted, failure: outcome.failure, minValid: campaign.minValid });
  const exitCode = exitCodeWithGates(plainCode, gates);
  if (setups[0]?.session.request.json) {
    const content = {
      file: campaign.file,
      db: place.db,
      name: campaign.plan.name,
      seed: campaign.plan.seed,
      trialCount: expanded.trials.length,
      skipped: progressed.skipped,
      repeated: progressed.repeated,
      interrupted,
      error: outcome.failure === undefined ? null : errorJson(outcome.failure),
      arms: arms.map(({ setup, run, trials, coverage }) => ({ ...armJson(run, setup.session), coverage, trials })),
      gates,
      exitCode,
    };
    io.stdout.write(jsonText("campaignRun", content));
  } else {
    io.stdout.write(
      `\n${armsTable(arms, campaign)}${codesText(arms)}${standInText(arms.flatMap(({ trials }) => trials))}${gatesText(gates)}`,
    );
  }
  const [any] = setups;
  if (any) for (const line of warningsOf(outcome.runs, any.session)) io.stderr.write(`${line}\n`);
  if (outcome.failure !== undefined) reportError(outcome.failure, { io, verbose: false });
  if (!any?.session.request.json) io.stdout.write(nextText(arms, result, place, exitCode));
  return exitCode;
}

async function armResult(setup: ArmSetup, run: ArmRun, { expanded, store }: CampaignOutcome): Promise<ArmResult> {
  const own = expanded.trials.filter(({ arm }) => arm === setup.planned);
  const latest = new Map((await findPrior(store, own)).map((trial) => [trial.identity, trial]));
  const wanted = new Set([...latest.values()].map(({ id }) => id));
  const trials: TrialSummaryFields[] = [];
  for (const campaignId of new Set([...latest.values()].map((trial) => trial.campaignId))) {
    const all = await store.listTrials({ campaignId, limit: Number.MAX_SAFE_INTEGER });
    trials.push(...all.map(numbered).filter(({ id }) => wanted.has(id)));
  }
  const ended = trials.filter(({ outcome }) => outcome !== null);
  return { setup, run, trials, coverage: coverageOf(countOutcomes(ended.map(({ outcome }) => outcome))) };
}

function numbered(summary: TrialSummary, index: number): TrialSummaryFields {
  const { campaignId: _, ...trial } = summary;
  return { number: index + 1, ...trial };
}

/** 130 when interrupted, 1 when something of ours failed, 5 when too few trials of an arm are valid, else 0. */
function exitCodeOf(
  arms: readonly ArmResult[],
  { interrupted, failure, minValid }: { interrupted: boolean; failure: unknown; minValid: number },
): number {
  if (interrupted) return exitCodes.interrupted;
  if (failure !== undefined) return exitCodes.internal;
  const enough = arms.every(({ coverage: { trials, valid } }) => trials > 0 && valid / trials >= minValid);
  return enough ? exitCodes.ok : exitCodes.tooFewValid;
}

function armsTable(arms: readonly ArmResult[], { plan }: ResolvedCampaign): string {
  const several = plan.subjects.length > 1;
  const subjectOf = ({ setup }: ArmResult) => plan.subjects[setup.planned.subject]!.name;
  return formatTable(arms, [
    { title: "campaign", cell: ({ run }) => String(run.campaignId ?? "-"), align: "right" },
    ...(several ? [{ title: "subject", cell: subjectOf }] : []),
    { title: "chaos type", cell: ({ setup }) => printableLine(faultText(setup.planned), 50) },
    { title: "who repairs", cell: ({ setup }) => printableLine(whoRepairs(setup.planned), 40) },
    { title: "valid", cell: ({ coverage }) => `${coverage.valid} of ${plan.repetitions}`, align: "right" },
    { title: "success", cell: ({ coverage }) => successText(coverage), align: "right" },
    { title: "95 % interval", cell: ({ coverage }) => intervalText(coverage), align: "right" },
  ]);
}

function successText({ successes, valid, successRate }: Coverage): string {
  return successRate === null ? "-" : `${successes} of ${valid} (${percent(successRate)})`;
}

function intervalText({ successes, valid }: Coverage): string {
  if (valid === 0) return "-";
  const { lower, upper } = wilson({ successes, n: valid });
  return `${percent(lower)} to ${percent(upper)}`;
}

function codesText(arms: readonly ArmResult[]): string {
  const unjudged = arms.flatMap(({ trials }) =>
    trials.filter(({ outcome }) => outcome === "invalid" || outcome === "aborted"),
  );
  return unjudged.length === 0 ? "" : `not valid: ${formatCodes(unjudged.map(({ outcomeCode }) => outcomeCode))}\n`;
}

function nextText(
  arms: readonly ArmResult[],
  { campaign, expanded }: CampaignOutcome,
  { io, db, databaseArgs }: Place,
  exitCode: number,
): string {
  const judged = arms.reduce((sum, { coverage }) => sum + coverage.valid, 0);
  const again = commandLine(io.program, ["run", "campaign", campaign.file, ...databaseArgs]);
  const rest =
    judged < expanded.trials.length && exitCode !== exitCodes.internal
      ? `\n${expanded.trials.length - judged} of ${expanded.trials.length} trials have no verdict. To run those:\n  ${again}\n`
      : "";
  const last = arms.findLast(({ run }) => run.campaignId !== null)?.run.campaignId;
  const show = last === undefined ? [] : [["show", String(last)]];
  const analyze = last === undefined ? [] : [["analyze", campaign.plan.name]];
  const commands = [["list"], ...show, ...analyze].map(
    (args) => `  ${commandLine(io.program, [...args, ...databaseArgs])}\n`,
  );
  return `${rest}\nStored in ${db}. To see more:\n${commands.join("")}`;
}
