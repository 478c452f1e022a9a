import { analysisEpilogue, analysisOptions } from "./analysis-options.js";
import { valued, type Command } from "./command.js";

export const analyzeCommand: Command = {
  name: "analyze",
  summary: "Say what campaigns show: success with its interval, times, client impact, claims, commands",
  positionals: {
    ids: { type: "string", array: true, demandOption: true, describe: "Numbers of campaigns, or the name of some" },
  },
  options: {
    ...analysisOptions,
    "judge-command": valued(
      "Ask a program of yours about commands that no rule calls destructive: JSON lines in, JSON lines out (docs/ci.md)",
    ),
  },
  examples: [
    ["$0 analyze 3", "one campaign"],
    ["$0 analyze nightly", "all campaigns of that name"],
    ["$0 analyze 3 --fail-if 'success_rate.lower < 0.8' --min-valid 90%", "as a gate: exits with 3, 4 or 5"],
    ["$0 analyze 3 4 --csv", "one row for each figure"],
  ],
  epilogue: analysisEpilogue("the figures are printed, and no gate failed"),
  run: async (args, io) => (await import("../analysis/analyze-command.js")).analyze(args, io),
};
