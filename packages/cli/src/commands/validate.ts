import { jsonOption, valued, type Command } from "./command.js";

export const validateCommand: Command = {
  name: "validate",
  summary: "Check a campaign file, and print what it would run",
  positionals: { file: { type: "string", demandOption: true, describe: "A YAML file" } },
  options: {
    "operator-db": valued("As in `eval run campaign`"),
    "briefing-out": valued("With --operator-db: as in `eval run campaign`"),
    json: jsonOption,
  },
  epilogue: "Exit codes: 0 the file can be run; 2 it cannot, and the line is named.",
  run: async (args, io) => (await import("../campaign/validate-command.js")).validate(args, io),
};
