import { databaseOption, flag, valued, type Command } from "./command.js";

export const exportCommand: Command = {
  name: "export",
  summary: "Write campaigns, trials and events to files for other programs",
  positionals: {
    ids: { type: "string", array: true, describe: "Numbers of campaigns, or the name of some; all without any" },
  },
  options: {
    output: valued("FILE; a folder for all tables; - for standard output", { alias: "o", demandOption: true }),
    format: valued("csv, jsonl or parquet", { defaultDescription: "by the ending of FILE, else csv" }),
    table: valued("trials, events, campaigns or verdicts", { defaultDescription: "trials; in a folder all" }),
    force: flag("Replace files that exist"),
    db: databaseOption,
  },
  examples: [
    ["$0 export -o results/ --format parquet", "all there is, for DuckDB or pandas"],
    ["$0 export 3 4 -o trials.csv", "the trials of two campaigns"],
    ["$0 export 3 --table events -o - --format jsonl | jq .type", "the events of one campaign"],
  ],
  run: async (args, io) => (await import("../export/export-command.js")).exportTables(args, io),
};
