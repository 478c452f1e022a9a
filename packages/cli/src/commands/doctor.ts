import { jsonOption, pluginOption, subjectOption, type Command } from "./command.js";

export const doctorCommand: Command = {
  name: "doctor",
  summary: "Check what this machine can do, and say what to do about the rest",
  options: { plugin: pluginOption, option: subjectOption, json: jsonOption },
  epilogue: "Exit codes: 0 nothing that is needed is missing; 2 something is.",
  run: async (args, io) => (await import("../doctor/doctor-command.js")).doctor(args, io),
};
