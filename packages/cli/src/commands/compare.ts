import { analysisEpilogue, analysisOptions } from "./analysis-options.js";
import type { Command } from "./command.js";

const campaign = "number of a campaign, or several joined by commas";

export const compareCommand: Command = {
  name: "compare",
  summary: "Say whether B is better than A, worse, or no different as far as these trials can show",
  positionals: {
    a: { type: "string", demandOption: true, describe: `What is compared with: ${campaign}` },
    b: { type: "string", demandOption: true, describe: `What is judged: ${campaign}` },
  },
  options: analysisOptions,
  examples: [
    ["$0 compare 3 4", "is campaign 4 better than campaign 3?"],
    ["$0 compare 1,3 2,4 --fail-if regression", "over two faults; exits with 3 when it became worse"],
  ],
  epilogue: analysisEpilogue("there is an answer, and no gate failed"),
  run: async (args, io) => (await import("../analysis/compare-command.js")).compareTwo(args, io),
};
