import { jsonOption, pluginOption, type Command } from "./command.js";

export const chaosCommand: Command = {
  name: "chaos",
  summary: "List a subject's chaos types, or show one with its parameters",
  positionals: { name: { type: "string", describe: "Chaos type" } },
  options: { plugin: pluginOption, json: jsonOption },
  run: async (args, io) => (await import("../chaos/chaos-command.js")).chaos(args, io),
};
