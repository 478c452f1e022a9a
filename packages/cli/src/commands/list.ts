import { databaseOption, jsonOption, valued, type Command } from "./command.js";

export const listCommand: Command = {
  name: "list",
  summary: "List campaigns, newest first",
  options: {
    db: databaseOption,
    limit: valued("How many", { defaultDescription: "20" }),
    offset: valued("How many newer ones to skip", { defaultDescription: "0" }),
    json: jsonOption,
  },
  run: async (args, io) => (await import("../show/list-command.js")).list(args, io),
};
