import { databaseOption, flag, jsonOption, repeated, valued, type Command } from "./command.js";

export const sweepCommand: Command = {
  name: "sweep",
  summary: "Remove what runs that died have left: clusters, operators, unfinished trials",
  options: {
    db: databaseOption,
    plugin: valued("Also look for clusters of this subject that no record explains: a package or a path"),
    cluster: repeated("With --plugin: remove the cluster with this id; may be repeated"),
    force: flag(
      "Also where it cannot be told whether the run is dead (another machine or container); " +
        "with --plugin and no --cluster also every cluster that no record explains",
    ),
    json: jsonOption,
  },
  examples: [
    ["$0 sweep --plugin @eval/subject-etcd", "lists what is there, without a database too"],
    ["$0 sweep --plugin @eval/subject-etcd --force", "removes all of it: no harness may be using it"],
  ],
  epilogue:
    "`run` does this for its database before it begins. Trials of runs that are alive are left alone. A cluster that\n" +
    "no record explains may be one that a harness with another database uses: it is removed when asked for only.",
  run: async (args, io) => (await import("../aftermath/sweep-command.js")).sweep(args, io),
};
