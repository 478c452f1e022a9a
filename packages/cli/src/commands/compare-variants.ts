import { analysisEpilogue, analysisOptions } from "./analysis-options.js";
import { valued, type Command } from "./command.js";

export const compareVariantsCommand: Command = {
  name: "compare-variants",
  summary: "Compare every two variants of an operator on one fault",
  positionals: {
    subject: { type: "string", demandOption: true, describe: "Name of the subject, as `eval list` shows it" },
    chaos: { type: "string", demandOption: true, describe: "Chaos type" },
  },
  options: {
    variant: valued("Names joined by commas; the first is what `regression` compares with", {
      defaultDescription: "all there are",
    }),
    name: valued("Only campaigns of that name"),
    ...analysisOptions,
  },
  examples: [
    ["$0 compare-variants postgres node_kill", "all variants that met node_kill"],
    ["$0 compare-variants postgres node_kill --variant small,large", "these two, in this order"],
  ],
  epilogue: analysisEpilogue("there is an answer to each pair, and no gate failed"),
  run: async (args, io) => (await import("../analysis/compare-variants-command.js")).compareVariants(args, io),
};
