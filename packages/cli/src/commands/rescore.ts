import { databaseOption, flag, jsonOption, type Command } from "./command.js";

export const rescoreCommand: Command = {
  name: "rescore",
  summary: "Judge recorded trials anew by the present rule, and keep the verdicts that change",
  positionals: {
    ids: { type: "string", array: true, demandOption: true, describe: "Numbers or names of campaigns" },
  },
  options: {
    "dry-run": flag("Print what would change; change nothing"),
    db: databaseOption,
    json: jsonOption,
  },
  examples: [
    ["$0 rescore 3 4 --dry-run", "what the present rule says of two campaigns"],
    ["$0 rescore nightly", "all campaigns of that name"],
  ],
  run: async (args, io) => (await import("../rescore/rescore-command.js")).rescore(args, io),
};
