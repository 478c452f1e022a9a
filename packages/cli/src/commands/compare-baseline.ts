import { analysisEpilogue, analysisOptions } from "./analysis-options.js";
import { valued, type Command } from "./command.js";

export const compareBaselineCommand: Command = {
  name: "compare-baseline",
  summary: "Say whether an operator is better than nobody",
  positionals: {
    ids: { type: "string", array: true, demandOption: true, describe: "Numbers of an operator's campaigns, or a name" },
  },
  options: {
    baseline: valued("Number of the baseline, or several joined by commas", {
      defaultDescription: "found: the same question, the same seed where there is one",
    }),
    ...analysisOptions,
  },
  examples: [["$0 compare-baseline 3", "with the baseline that was asked the same"]],
  epilogue: analysisEpilogue("there is an answer, and no gate failed"),
  run: async (args, io) => (await import("../analysis/compare-baseline-command.js")).compareBaseline(args, io),
};
