import { analysisPage } from "./analysis-page.js";
import { comparisonPage, comparisonsPage } from "./comparison-page.js";
import type { Charts } from "./charts.js";
import type { Result } from "./result.js";

export interface TextOptions {
  /** Characters a line has room for. */
  columns: number;
  isTerminal: boolean;
  /** Absent: none are drawn. */
  charts?: Charts | null;
  /** How a person calls this program. */
  program: string;
}

/** For people. */
export function resultText(result: Result, options: TextOptions): string {
  switch (result.kind) {
    case "analysis":
      return analysisPage(result, options);
    case "comparison":
      return comparisonPage(result, options);
    case "comparisons":
      return comparisonsPage(result, options);
  }
}
