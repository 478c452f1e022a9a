import { gateOptions } from "./analysis-options.js";
import {
  databaseOption,
  flag,
  jsonOption,
  pluginOption,
  repeated,
  subjectOption,
  valued,
  type Command,
} from "./command.js";
import { runCampaignCommand } from "./run-campaign.js";

const what = { group: "What is broken:" };
const who = { group: "Who repairs it (one of these):" };
const operator = { group: "About the operator:" };
const timing = { group: "Times (300s, 5m, 500ms; seconds without a unit):" };
const record = { group: "Record and results:" };

export const runCommand: Command = {
  name: "run",
  summary: "Break a cluster, let an operator work, and record what happened",
  options: {
    plugin: { ...pluginOption, ...what },
    option: { ...subjectOption, ...what },
    chaos: valued("Chaos type; `eval chaos` lists them", what),
    param: repeated("Parameter of the chaos type, as name=value; may be repeated", what),
    sham: flag("Break nothing: what does the operator imagine?", what),
    trials: valued("How many trials", { ...what, defaultDescription: "1" }),
    seed: valued("Decides targets and pauses; equal seeds give equal plans", {
      ...what,
      defaultDescription: "drawn, and printed",
    }),

    baseline: flag("Nobody: what heals by itself?", who),
    operator: valued("Ours: nop, fabricate, restart, remedy or wrong_fix:NAME", who),
    "operator-db": valued("One that runs already: the database it writes", who),
    "operator-command": valued("One to start: 'CMD {operatorDb} {briefing}'", who),
    "agent-command": valued("An agent without a monitor: run for each ticket of ours", who),
    controls: flag("All of ours and the baseline in turn, on the same seeds: does the subject judge rightly?", who),

    "operator-env": repeated("NAME=VALUE for the environment of an operator we start; may be repeated", operator),
    "operator-files": valued("Folder to keep database and log of each operator we start", {
      ...operator,
      defaultDescription: "beside the database for commands, else none",
    }),
    "briefing-out": valued("With --operator-db: file that tells the operator where the cluster is", operator),
    variant: valued("Name of the operator's configuration, to tell it from others", operator),
    "share-user": flag("Run it as this user, even where it could have one of its own: it may then look on", operator),
    "end-on-claim": flag("Stop watching at the first claim or escalation", operator),

    horizon: valued("How long the cluster is watched after the fault", { ...timing, defaultDescription: "300s" }),
    hold: valued("How long it must stay healthy to count as recovered", { ...timing, defaultDescription: "10s" }),
    "healthy-timeout": valued("For the cluster to become healthy before the fault", {
      ...timing,
      defaultDescription: "120s",
    }),
    quiet: valued("Pause before the fault, drawn between MIN..MAX", { ...timing, defaultDescription: "5s..15s" }),
    observe: valued("Between two looks at the cluster", { ...timing, defaultDescription: "500ms" }),
    probe: valued("Between two client operations", { ...timing, defaultDescription: "250ms" }),

    db: { ...databaseOption, ...record },
    name: valued("Name of the campaign", record),
    "min-valid": valued("Exit with 5 when a smaller share of the trials was valid (0 to 1, or a percentage)", {
      ...record,
      defaultDescription: "0.5",
    }),
    "fail-if": { ...gateOptions["fail-if"], ...record },
    json: { ...jsonOption, ...record },
  },
  examples: [
    ["$0 run --chaos node_kill --baseline", "what heals by itself"],
    ["$0 run --chaos node_kill --operator restart --trials 5", "a naive operator, five times"],
    ["$0 run --chaos node_kill --operator-command 'my-operator --db {operatorDb} --briefing {briefing}'", "yours"],
    ["$0 run --chaos node_kill --controls --horizon 60s", "check a subject: expected against seen"],
    ["$0 run campaign nightly.yaml", "many of them, from a file"],
  ],
  subcommands: [runCampaignCommand],
  epilogue: [
    "Exit codes: 0 the trials ran, whatever their outcomes; 1 internal error; 2 usage or configuration;",
    "3 a gate failed (--fail-if), or with --controls something was not as expected; 4 a gate cannot be decided;",
    "5 too few trials were valid; 130 interrupted.",
  ].join("\n"),
  run: async (args, io) => (await import("../run/run-command.js")).run(args, io),
};
