import { databaseOption, jsonOption, valued, type Command } from "./command.js";

export const showCommand: Command = {
  name: "show",
  summary: "Show a campaign, or one of its trials",
  positionals: {
    id: { type: "string", describe: "Number of the campaign, or a name that it alone has", demandOption: true },
  },
  options: {
    trial: valued("Number of the trial within the campaign: timeline, tickets, commands, state before and after"),
    limit: valued("How many trials", { defaultDescription: "100" }),
    offset: valued("How many trials to skip", { defaultDescription: "0" }),
    db: databaseOption,
    json: jsonOption,
  },
  run: async (args, io) => (await import("../show/show-command.js")).show(args, io),
};
