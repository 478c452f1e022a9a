import { parseArgs } from "node:util";
import { checkSchema } from "@eval/core";
import { z } from "zod";

export const agentNames = ["nop", "fabricate", "restart", "remedy", "wrong_fix", "command"] as const;
export type AgentName = (typeof agentNames)[number];

const milliseconds = z.coerce.number().int().positive();

const optionsSchema = z
  .object({
    plugin: z.string(),
    cluster: z.string(),
    "operator-db": z.string(),
    agent: z.enum(agentNames),
    "agent-command": z.string().optional(),
    briefing: z.string().optional(),
    repair: z.string().optional(),
    ready: z.string().optional(),
    folder: z.string().optional(),
    "interval-ms": milliseconds.default(1_000),
    "realert-ms": milliseconds.default(60_000),
    "healthy-wait-ms": milliseconds.default(20_000),
    "command-timeout-ms": milliseconds.default(60_000),
    "agent-timeout-ms": milliseconds.default(900_000),
    attempts: z.coerce.number().int().positive().default(3),
    uid: z.coerce.number().int().positive().optional(),
    gid: z.coerce.number().int().positive().optional(),
  })
  .refine((options) => options.agent !== "command" || options["agent-command"] !== undefined, {
    message: "the agent `command` needs --agent-command",
  })
  .refine((options) => !["remedy", "wrong_fix"].includes(options.agent) || options.repair !== undefined, {
    message: "the agents `remedy` and `wrong_fix` need --repair",
  });

export type ProgramOptions = z.infer<typeof optionsSchema>;

export const usage = `eval-operator: watches a cluster, opens tickets, and lets an agent work on them

  --plugin P              the subject's module: a package or path, from the current folder
  --cluster FILE          JSON: the cluster's handle, or {"clusterId", "handle"}
  --operator-db FILE      the database to write
  --agent NAME            ${agentNames.join(", ")}
  --agent-command CMD     what the agent \`command\` runs for each ticket
  --repair FILE           where the commands of \`remedy\` and \`wrong_fix\` appear: {"commands": [...]}
  --briefing FILE         a briefing, instead of the one the cluster gives
  --folder DIR            for the agent's files; by default a temporary one
  --ready FILE            written once the monitor has looked for the first time
  --interval-ms N         between two looks (1000)
  --realert-ms N          until a problem that outlasts an agent's claim is a new ticket (60000)
  --healthy-wait-ms N     for the cluster to become healthy after a repair (20000)
  --attempts N            rounds of \`restart\` (3)
  --command-timeout-ms N  for one command (60000)
  --agent-timeout-ms N    for \`command\`, for one ticket (900000)
  --uid N --gid N         started as root: the user and group to become
  --help
`;

export type Parsed = { ok: true; options: ProgramOptions } | { ok: false; help: boolean; message: string };

/** The command line without the program's name. */
export function parseOptions(args: readonly string[]): Parsed {
  try {
    const names = ["help", ...Object.keys(optionsSchema.shape)];
    const { values } = parseArgs({
      args: [...args],
      options: Object.fromEntries(names.map((name) => [name, { type: name === "help" ? "boolean" : "string" }])),
    });
    if (values["help"]) return { ok: false, help: true, message: usage };
    const checked = checkSchema(optionsSchema, values);
    if (checked.ok) return { ok: true, options: checked.value };
    const issues = checked.refusals.map(({ path, message }) =>
      path.length === 0 ? message : `--${path.map(String).join(".")}: ${message}`,
    );
    return { ok: false, help: false, message: `${issues.join("\n")}\n\n${usage}` };
  } catch (error) {
    return { ok: false, help: false, message: `${(error as Error).message}\n\n${usage}` };
  }
}
