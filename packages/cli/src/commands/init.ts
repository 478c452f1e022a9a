import { flag, pluginOption, valued, type Command } from "./command.js";

export const initCommand: Command = {
  name: "init",
  summary: "Write a first campaign file for a subject",
  positionals: { file: { type: "string", describe: "Where to [default: campaign.yaml]" } },
  options: {
    plugin: pluginOption,
    name: valued("Name of the campaign", { defaultDescription: "the file's" }),
    force: flag("Replace a file that is there"),
  },
  run: async (args, io) => (await import("../campaign/init-command.js")).init(args, io),
};
