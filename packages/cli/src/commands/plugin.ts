import { flag, jsonOption, repeated, subjectOption, valued, type Command } from "./command.js";

const what = { group: "What is checked:" };
const timing = { group: "Times (300s, 5m, 500ms; seconds without a unit):" };

const checkCommand: Command = {
  name: "plugin check",
  summary: "Prove that a subject keeps the contract: its conformance checks, on real clusters",
  positionals: {
    specifier: { type: "string", demandOption: true, describe: "A package or a path, from the current folder" },
  },
  options: {
    chaos: repeated("Only the checks of this chaos type; may be repeated", what),
    filter: repeated("Only checks whose name contains this text; may be repeated", what),
    option: { ...subjectOption, ...what },
    param: repeated("With one --chaos: its parameter, as name=value; may be repeated", what),
    controls: flag("Also the operators that do nothing and that lie, for a horizon each", what),
    clusters: valued("How many clusters trials of one fault may use side by side", {
      ...what,
      defaultDescription: "2",
    }),
    seed: valued("Decides targets; equal seeds give equal plans", { ...what, defaultDescription: "conformance" }),

    horizon: valued("How long a fault is watched: enough for every remedy and every self-healing", {
      ...timing,
      defaultDescription: "8s",
    }),
    hold: valued("How long the cluster must stay healthy to count as recovered", {
      ...timing,
      defaultDescription: "1s",
    }),
    "healthy-timeout": valued("For a cluster to become healthy", { ...timing, defaultDescription: "60s" }),
    quiet: valued("Pause before each fault, MIN..MAX", { ...timing, defaultDescription: "500ms" }),
    observe: valued("Between two looks at the cluster", { ...timing, defaultDescription: "200ms" }),
    probe: valued("Between two client operations", { ...timing, defaultDescription: "100ms" }),

    json: jsonOption,
  },
  examples: [
    ["$0 plugin check .", "everything, for the package in this folder"],
    ["$0 plugin check . --chaos node_kill", "one chaos type"],
  ],
  epilogue: [
    "Exit codes: 0 every check that could be run passed; 1 internal error; 2 usage or",
    "configuration, or the host lacks what the subject needs; 3 a check failed; 4 none of them",
    "could be run; 130 interrupted.",
  ].join("\n"),
  run: async (args, io) => (await import("../plugin/check-command.js")).pluginCheck(args, io),
};

const initCommand: Command = {
  name: "plugin init",
  summary: "Write a package with a new subject that works, to build on",
  positionals: {
    name: { type: "string", demandOption: true, describe: "Of the subject and of its folder, in kebab-case" },
  },
  options: {
    dir: valued("Folder to write", { defaultDescription: "the name" }),
    package: valued("Name of the npm package", { defaultDescription: "the name" }),
  },
  examples: [["$0 plugin init my-subject", "then: cd my-subject && npm install && npm test"]],
  run: async (args, io) => (await import("../plugin/init-command.js")).pluginInit(args, io),
};

export const pluginCommand: Command = {
  name: "plugin",
  summary: "Write a new subject (plugin init), or prove one fit for trials (plugin check)",
  options: {},
  subcommands: [checkCommand, initCommand],
  run: async () => {
    const { usageError } = await import("../arguments/arguments.js");
    throw usageError("say what to do with a plugin", "`eval plugin check SPECIFIER` or `eval plugin init NAME`.");
  },
};
