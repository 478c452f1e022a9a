import { gateOptions } from "./analysis-options.js";
import { databaseOption, flag, jsonOption, valued, type Command } from "./command.js";

export const runCampaignCommand: Command = {
  name: "run campaign",
  summary: "Run all trials that a campaign file asks for, or go on where an earlier run of it ended",
  positionals: {
    file: { type: "string", demandOption: true, describe: "A YAML file; `eval init` writes a first one" },
  },
  options: {
    "dry-run": flag("Print what would run, how long that takes and what it can show; run nothing"),
    fresh: flag("Run every trial again, whether or not it has ended validly before"),
    "operator-db": valued("Of an operator that runs already, where the file names none: the database it writes"),
    "briefing-out": valued("With --operator-db: file that tells the operator where the cluster is"),
    db: databaseOption,
    "fail-if": gateOptions["fail-if"],
    json: jsonOption,
    markdown: flag("Print what the campaigns show as Markdown, for a comment on a pull request"),
    junit: valued("Write JUnit XML to that file as well"),
  },
  examples: [
    ["$0 run campaign nightly.yaml --dry-run", "what would run"],
    ["$0 run campaign nightly.yaml", "run it; the same again goes on after an interruption"],
  ],
  epilogue: [
    "Exit codes: 0 the trials ran, whatever their outcomes; 1 internal error; 2 the file or the command line is wrong;",
    "3 a gate failed (--fail-if), 4 it cannot be decided; 5 too few trials of an arm were valid (min_valid);",
    "130 interrupted.",
  ].join("\n"),
  run: async (args, io) => (await import("../campaign/run-campaign-command.js")).runCampaignFile(args, io),
};
