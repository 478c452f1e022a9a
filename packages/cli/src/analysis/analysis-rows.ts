import { gateMetrics, type ArmAnalysis, type Scores } from "@eval/analysis";
import type { AnalysisResult } from "./result.js";

export interface AnalysisRow {
  arm: string;
  /** Empty: all faults; `none`: shams. */
  chaos_type: string;
  /** Joined by spaces. */
  campaigns: string;
  metric: string;
  value: number | null;
}

/** Every figure under the name it has in `--fail-if`, and what else there is to count. */
export function analysisRows({ analysis, lifts }: AnalysisResult): AnalysisRow[] {
  return analysis.arms.flatMap((arm) => {
    const row = (chaosType: string) => (figure: Figure) => ({
      arm: arm.arm.name,
      chaos_type: chaosType,
      campaigns: arm.campaignIds.join(" "),
      ...figure,
    });
    return [
      ...figuresOf(arm.overall).map(row("")),
      ...arm.byChaosType.flatMap(({ chaosType, scores }) => figuresOf(scores).map(row(chaosType))),
      ...shamFigures(arm).map(row("none")),
      ...lifts
        .filter((lift) => lift.arm === arm.arm.name)
        .flatMap(({ over }) => over)
        .flatMap(({ lift }) => [
          row("")({ metric: `lift.${lift.over}`, value: lift.difference }),
          row("")({ metric: `lift.${lift.over}.of_headroom`, value: lift.ofHeadroom }),
        ]),
    ];
  });
}

type Figure = Pick<AnalysisRow, "metric" | "value">;

function figuresOf(scores: Scores): Figure[] {
  return [
    ...Object.entries(gateMetrics).map(([metric, read]) => ({ metric, value: finite(read(scores)) })),
    ...coverageFigures(scores),
    ...operatorFigures(scores),
    ...scores.reliability.flatMap(({ k, passAtK, passHatK }) => [
      { metric: `pass_at_k.${k}`, value: passAtK },
      { metric: `pass_hat_k.${k}`, value: passHatK },
    ]),
  ];
}

function coverageFigures({ coverage, successRate, failures }: Scores): Figure[] {
  const { total, invalid, aborted, unfinished } = coverage;
  return [
    { metric: "success_rate.n", value: successRate.n },
    { metric: "coverage.total", value: total },
    ...invalid.map(({ code, count }) => ({ metric: `invalid.${code}`, value: count })),
    { metric: "aborted", value: aborted },
    { metric: "unfinished", value: unfinished },
    ...failures.map(({ code, count }) => ({ metric: `failure.${code}`, value: count })),
  ];
}

function operatorFigures({ healedBy, claims, commands }: Scores): Figure[] {
  return [
    ...Object.entries(healedBy).map(([who, count]) => ({ metric: `healed_by.${who}`, value: count })),
    ...(claims === null
      ? []
      : (["resolved", "escalated", "none"] as const).map((claim) => ({
          metric: `claims.${claim}`,
          value: claims[claim],
        }))),
    ...(commands === null ? [] : [{ metric: "commands.total", value: commands.total }]),
    ...(commands?.read
      ? [
          { metric: "commands.unique", value: commands.read.unique },
          ...commands.read.destructive.byRule.map(({ rule, runs }) => ({ metric: `destructive.${rule}`, value: runs })),
        ]
      : []),
  ];
}

function shamFigures({ shams }: ArmAnalysis): Figure[] {
  if (shams === null) return [];
  return [
    { metric: "coverage.total", value: shams.coverage.total },
    { metric: "coverage.valid", value: shams.coverage.valid },
    { metric: "harmed", value: shams.harmed.count },
    { metric: "false_tickets.count", value: shams.falseTickets?.count ?? null },
    { metric: "false_tickets.per_hour", value: shams.falseTickets?.perHour ?? null },
  ];
}

/** A median that was not reached has no number. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
