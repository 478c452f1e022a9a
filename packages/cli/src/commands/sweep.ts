import { databaseOption, flag, jsonOption, type Command } from "./command.js";

export const sweepCommand: Command = {
  name: "sweep",
  summary: "Remove what runs that died have left: clusters, operators, unfinished trials",
  options: {
    db: databaseOption,
    force: flag("Also where it cannot be told whether the run is dead: another machine or container"),
    json: jsonOption,
  },
  epilogue: "`run` does this by itself before it begins. Trials of runs that are alive are left alone.",
  run: async (args, io) => (await import("../aftermath/sweep-command.js")).sweep(args, io),
};
