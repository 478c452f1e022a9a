import { databaseOption, jsonOption, repeated, valued, type Command } from "./command.js";

export const replayCommand: Command = {
  name: "replay",
  summary: "Repeat a recorded trial, and show both side by side",
  positionals: {
    id: { type: "string", describe: "Number of the campaign, or a name that it alone has", demandOption: true },
  },
  options: {
    trial: valued("Number of the trial within the campaign", { demandOption: true }),
    plugin: valued("Subject, where it is found elsewhere now: a package or a path, from the current folder"),
    "operator-env": repeated("Variable of the operator's environment, as NAME=value: values are not recorded"),
    "operator-db": valued("Of an operator that runs already, where it lies elsewhere now"),
    "briefing-out": valued("With --operator-db: file that tells the operator where the cluster is"),
    db: databaseOption,
    json: jsonOption,
  },
  examples: [
    ["$0 replay 3 --trial 2", "the same subject, fault, seed, times and operator once more"],
    ["$0 replay nightly --trial 2", "by name, where no other campaign has it"],
  ],
  epilogue: [
    "Exit codes: 0 the trial ran, whatever its outcome; 1 internal error; 2 it cannot be repeated as asked;",
    "5 it was not valid this time; 130 interrupted.",
  ].join("\n"),
  run: async (args, io) => (await import("../replay/replay-command.js")).replay(args, io),
};
