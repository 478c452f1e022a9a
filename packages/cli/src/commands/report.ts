import { databaseOption, flag, valued, type Command } from "./command.js";

export const reportCommand: Command = {
  name: "report",
  summary: "Write what campaigns show as one HTML page: curves, intervals, what clients felt, every trial",
  positionals: {
    ids: { type: "string", array: true, demandOption: true, describe: "Numbers of campaigns, or the name of some" },
  },
  options: {
    output: valued("FILE; - for standard output", { alias: "o", defaultDescription: "report.html" }),
    title: valued("Heading of the page", { defaultDescription: "the campaigns' name" }),
    alone: flag("Without the baselines that belong to these campaigns"),
    force: flag("Replace FILE if it exists"),
    db: databaseOption,
  },
  examples: [
    ["$0 report nightly", "all campaigns of that name, in report.html"],
    ["$0 report 3 -o three.html", "one campaign, and the baseline that was asked the same"],
    ["$0 report 3 4 --alone -o - | less", "these two and nothing else"],
  ],
  run: async (args, io) => (await import("../report/report-command.js")).report(args, io),
};
