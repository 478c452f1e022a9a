import { analyse, liftOver, type ArmAnalysis } from "@eval/analysis";
import type { Arguments } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { printableLine } from "../text/printable.js";
import { campaignFacts } from "./campaign-facts.js";
import { campaignIds } from "./campaign-ids.js";
import { chartedArms, chartsFor } from "./charts.js";
import { findReference, type Reference } from "./find-references.js";
import { asksForGates, gatesExitCode, judgeArms, readGates, type GateRequest } from "./gate-options.js";
import { judgeCommands, judgeNote, type JudgeReport } from "./judge-commands.js";
import type { LoadedCampaign } from "./load-campaign.js";
import { openAnalysis, type AnalysisSource } from "./open-analysis.js";
import { sameNameNotes, togetherText } from "./operator-groups.js";
import { readFormat } from "./render-result.js";
import type { ArmLifts, AnalysisResult } from "./result.js";
import { writeResult } from "./write-result.js";

/** `eval analyze`. */
export async function analyze(args: Arguments, io: Io): Promise<number> {
  const format = readFormat(args);
  const request = readGates(args, { regression: false });
  await using source = await openAnalysis(args, io);
  const ids = await campaignIds(args.list("ids"), source);
  const campaigns = await source.load(ids);
  const judge = args.text("judge-command");
  const judged = judge === undefined ? null : await askJudge(judge, { source, ids, io });
  const analysed = await analyseCampaigns(campaigns, { source, request });
  const result = judged ? { ...analysed, judge: judged, notes: [...analysed.notes, judgeNote(judged)] } : analysed;
  const arms = () => chartedArms(campaigns.flatMap(({ trials }) => trials));
  const charts = chartsFor(arms, { args, io });
  // Awaited here: the source is closed only then.
  return await writeResult(result, { format, io, charts, junit: args.text("junit") });
}

const judgeTimeoutMs = 300_000;

async function askJudge(
  judge: string,
  { source, ids, io }: { source: AnalysisSource; ids: readonly number[]; io: Io },
): Promise<JudgeReport> {
  const stopped = new AbortController();
  const stopListening = io.onInterrupt(() => stopped.abort());
  try {
    io.stderr.write(`asking the judge: ${printableLine(judge, 80)}\n`);
    const run = { cwd: io.cwd, env: io.env, timeoutMs: judgeTimeoutMs, signal: stopped.signal };
    return await judgeCommands(judge, { store: source.store, campaignIds: ids, run });
  } finally {
    stopListening();
  }
}

/** The analysis of campaigns that have been read, with what can be found to compare them with. */
export async function analyseCampaigns(
  campaigns: readonly LoadedCampaign[],
  { source, request }: { source: AnalysisSource; request: GateRequest },
): Promise<AnalysisResult> {
  const analysis = analyse(campaigns.length === 1 ? campaigns[0]!.trials : campaigns.flatMap(({ trials }) => trials));
  const lifts: ArmLifts[] = [];
  for (const { arm, campaignIds: ids } of analysis.arms) {
    const own = campaigns.filter(({ campaign }) => ids.includes(campaign.id));
    if (!arm.baseline) lifts.push({ arm: arm.name, over: await liftsOf(arm.name, own, { campaigns, source }) });
  }
  const gates = asksForGates(request) ? judgeArms(analysis.arms, request) : [];
  return {
    kind: "analysis",
    db: source.db,
    campaigns: campaigns.map(campaignFacts),
    analysis,
    lifts: lifts.filter(({ over }) => over.length > 0),
    gates,
    judge: null,
    notes: [
      ...sameNameNotes(
        campaigns.map(({ campaign }) => campaign),
        togetherText,
      ),
      ...(await source.notesOn(campaigns)),
      ...analysis.arms.flatMap(({ notes }) => notes),
    ],
    exitCode: gates.length > 0 ? gatesExitCode(gates.map(({ report }) => report)) : exitCodeOf(analysis.arms),
  };
}

/** Over nobody and over restarting, as far as there are such campaigns: among those analysed, else in the database. */
async function liftsOf(
  name: string,
  own: readonly LoadedCampaign[],
  { campaigns, source }: { campaigns: readonly LoadedCampaign[]; source: AnalysisSource },
): Promise<ArmLifts["over"]> {
  const lifts: ArmLifts["over"] = [];
  for (const reference of ["baseline", "restart"] as const satisfies readonly Reference[]) {
    const ids = new Set<number>();
    for (const { campaign } of own) {
      const found = await findReference(source.store, campaign, reference);
      if (found) ids.add(found.id);
    }
    if (ids.size === 0 || own.some(({ campaign }) => ids.has(campaign.id))) continue;
    const known = new Map(campaigns.map((loaded) => [loaded.campaign.id, loaded]));
    const missing = await source.load([...ids].filter((id) => !known.has(id)));
    const references = [...missing, ...[...ids].flatMap((id) => known.get(id) ?? [])];
    const trials = references.flatMap((loaded) => loaded.trials);
    const [lift] = liftOver({ name, trials: own.flatMap((loaded) => loaded.trials) }, [{ name: reference, trials }]);
    if (lift) lifts.push({ campaigns: [...ids].sort((one, other) => one - other), lift });
  }
  return lifts;
}

/** Without gates: 5 when no trial says anything. */
function exitCodeOf(arms: readonly ArmAnalysis[]): number {
  const valid = arms.reduce(
    (sum, { overall, shams }) => sum + overall.coverage.valid + (shams?.coverage.valid ?? 0),
    0,
  );
  return valid === 0 ? exitCodes.tooFewValid : exitCodes.ok;
}
