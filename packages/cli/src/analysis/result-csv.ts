import type { Comparison } from "@eval/analysis";
import { stringify } from "csv-stringify/sync";
import { analysisRows } from "./analysis-rows.js";
import { comparisonRows } from "./comparison-rows.js";
import type { Result } from "./result.js";

/** One row for each figure under a line of names; cells that cannot be said are empty. */
export function resultCsv(result: Result): string {
  switch (result.kind) {
    case "analysis":
      return csvOf(analysisRows(result));
    case "comparison":
      return csvOf(rowsOf([result.comparison]));
    case "comparisons":
      return csvOf(rowsOf(result.comparisons.comparisons));
  }
}

function rowsOf(comparisons: readonly Comparison[]): object[] {
  return comparisons.flatMap(comparisonRows);
}

/** Text that a spreadsheet would take for a formula is given to it as text. */
function csvOf(rows: readonly object[]): string {
  return stringify([...rows], { header: true, escape_formulas: true, cast: { number: String } });
}
