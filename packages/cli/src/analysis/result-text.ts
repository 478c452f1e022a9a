import { analysisPage } from "./analysis-page.js";
import { comparisonPage, comparisonsPage } from "./comparison-page.js";
import type { Result } from "./result.js";
import type { TextOptions } from "./text-options.js";

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
