import type { Analysis, Comparison, Comparisons, GateReport, Lift } from "@eval/analysis";
import type { JudgeReport } from "./judge-commands.js";
import type { CampaignFacts } from "./campaign-facts.js";

/**
 * What an analysing command found: JSON, complete, and the only thing that is rendered. Every format is a function of
 * this (`render-result.ts`), so none can know more than another.
 */
export type Result = AnalysisResult | ComparisonResult | ComparisonsResult;

type Common = {
  /** As given. */
  db: string;
  /** What a reader must know before trusting the figures. */
  notes: string[];
  /** One for each arm that was judged; empty when no gate was asked for. */
  gates: JudgedArm[];
  exitCode: number;
};

export type JudgedArm = { arm: string; report: GateReport };

export type AnalysisResult = Common & {
  kind: "analysis";
  campaigns: CampaignFacts[];
  analysis: Analysis;
  /** Of each arm that has an operator, over the campaigns found to compare it with. */
  lifts: ArmLifts[];
  /** What a judge said of the commands that no rule names; null when none was asked. */
  judge: JudgeReport | null;
};

export type ArmLifts = { arm: string; over: { campaigns: number[]; lift: Lift }[] };

export type ComparisonResult = Common & {
  kind: "comparison";
  /** A is what B is compared with. */
  campaigns: { a: CampaignFacts[]; b: CampaignFacts[] };
  comparison: Comparison;
};

export type ComparisonsResult = Common & {
  kind: "comparisons";
  /** In the order of comparison: the first is what the others are compared with by `regression`. */
  arms: { name: string; campaigns: CampaignFacts[] }[];
  comparisons: Comparisons;
};
