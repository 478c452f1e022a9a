import type { AnalysedTrial, ArmAnalysis, Effects } from "@eval/analysis";
import { isSham, isValid, splitArms } from "@eval/analysis";
import {
  type ChartOptions,
  differenceScale,
  intervalBars,
  shareScale,
  survivalCurve,
  survivalPlot,
  type IntervalBar,
} from "@eval/report/terminal";
import type { Arguments } from "../arguments/arguments.js";
import type { Io } from "../io.js";
import { percent } from "../text/coverage.js";
import { printableLine } from "../text/printable.js";
import { armName } from "./campaign-facts.js";
import type { LoadedCampaign } from "./load-campaign.js";

/** Arms whose curves are to be drawn, with their trials. */
export type ChartedArm = { name: string; baseline: boolean; trials: readonly AnalysedTrial[] };

/** What to draw beside the figures, and with what. They have no colour, so that NO_COLOR asks nothing of them. */
export interface Charts extends ChartOptions {
  arms: readonly ChartedArm[];
}

/** So many arms' curves can be told apart in one drawing. */
const mostCurves = 6;
const level = 0.95;

/** Null where nobody looks at them: not on a terminal, on one that cannot be drawn on, or with `--plain`. */
export function chartsFor(
  arms: () => readonly ChartedArm[],
  { args, io }: { args: Arguments; io: Pick<Io, "stdout" | "env"> },
): Charts | null {
  if (args.flag("plain") || !io.stdout.isTerminal || io.env["TERM"] === "dumb") return null;
  const locale = io.env["LC_ALL"] || io.env["LC_CTYPE"] || io.env["LANG"] || "";
  return { columns: io.stdout.columns, unicode: /utf-?8/i.test(locale), arms: arms() };
}

/** The arms that an analysis of these trials finds. */
export function chartedArms(trials: readonly AnalysedTrial[]): ChartedArm[] {
  return splitArms(trials).map(({ arm, trials: own }) => ({ name: arm.name, baseline: arm.baseline, trials: own }));
}

/** Campaigns of one side of a comparison, under the name that it has there. */
export function chartedSide(campaigns: readonly LoadedCampaign[]): ChartedArm {
  return {
    name: armName(campaigns),
    baseline: campaigns.every(({ campaign }) => campaign.baseline),
    trials: campaigns.flatMap(({ trials }) => trials),
  };
}

/** The success rates of an analysis with their intervals, one bar for each arm and chaos type. */
export function rateBars(arms: readonly ArmAnalysis[], charts: Charts): string {
  const bars = arms.flatMap(({ arm, overall, byChaosType }): IntervalBar[] =>
    [
      ...byChaosType.map(({ chaosType, scores }) => ({ chaosType, rate: scores.successRate })),
      ...(byChaosType.length > 1 ? [{ chaosType: "all", rate: overall.successRate }] : []),
    ].map(({ chaosType, rate }) => ({
      label: printableLine(`${arm.name} ${chaosType}`, 36),
      value: rate.rate,
      lower: rate.lower,
      upper: rate.upper,
      text: `${rate.count} of ${rate.n}`,
    })),
  );
  return titled("success, 95 % intervals", intervalBars(bars, shareScale, charts));
}

/** The differences of success rates in a comparison, one bar for each chaos type and for all. */
export function differenceBars(rows: readonly { title: string; effects: Effects }[], charts: Charts): string {
  const bars = rows.flatMap(({ title, effects: { successRate } }): IntervalBar[] =>
    successRate === null || successRate.difference === null || successRate.interval === null
      ? []
      : [
          {
            label: printableLine(title, 36),
            value: successRate.difference,
            ...successRate.interval,
            text: `${percent(successRate.b ?? 0)} against ${percent(successRate.a ?? 0)}`,
          },
        ],
  );
  return titled("difference in success, 95 % intervals", intervalBars(bars, differenceScale, charts));
}

/** Kaplan–Meier curves of recovery, over all faults. Empty where there is nothing to draw or too many arms. */
export function recoveryCurves(charts: Charts): string {
  const curves = charts.arms.flatMap(({ name, baseline, trials }) => {
    const valid = trials.filter((trial) => isValid(trial) && !isSham(trial));
    const curve = survivalCurve(printableLine(name, 60), valid, { event: "recover", level });
    return curve === null ? [] : [{ ...curve, baseline }];
  });
  if (curves.length > mostCurves) return "";
  return survivalPlot({ label: "share not yet recovered, by seconds since the injection", curves }, charts);
}

function titled(title: string, chart: string): string {
  return chart === "" ? "" : `${title}\n${chart}`;
}
