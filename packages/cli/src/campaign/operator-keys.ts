import { didYouMean } from "@eval/core";
import { z } from "zod";
import { misspeltPlaceholder } from "../arguments/misspelt-placeholder.js";
import { scriptedAgents, type Repairer } from "../run/arm.js";

/** Who repairs, as campaign files and variants say it: one of these at most. */
export const operatorKeys = {
  operator: z.string().optional().describe("One of ours: nop, fabricate, restart, remedy or wrong_fix:NAME"),
  command: z.string().min(1).optional().describe("An operator to start for each trial: CMD {operatorDb} {briefing}"),
  agent_command: z.string().min(1).optional().describe("An agent without a monitor: run for each ticket of ours"),
  operator_db: z.string().min(1).optional().describe("An operator that runs already: the database it writes"),
  briefing_out: z
    .string()
    .min(1)
    .optional()
    .describe("With operator_db: file that tells that operator where the cluster is"),
};

export const environmentKey = z
  .record(
    z.string().regex(/^[A-Za-z_]\w*$/, "not a name for an environment variable"),
    z.union([z.string(), z.number(), z.boolean()]),
  )
  .transform((values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])))
  .optional()
  .describe("Environment of an operator that is started, such as API keys");

export type OperatorKeys = { [Key in keyof typeof operatorKeys]?: string | undefined };

const sources = ["operator", "command", "agent_command", "operator_db"] as const;

/** Which key names who repairs; refused with the offending key when there are several, or one that has no effect. */
export type OperatorChoice =
  { ok: true; repairer: Repairer | null } | { ok: false; key: keyof OperatorKeys; message: string };

/** Relative paths are left as they are. */
export function chooseOperator(keys: OperatorKeys): OperatorChoice {
  const [first, second] = sources.filter((key) => keys[key] !== undefined);
  if (second) return { ok: false, key: second, message: `${first} and ${second} exclude each other` };
  if (keys.briefing_out !== undefined && first !== "operator_db") {
    return { ok: false, key: "briefing_out", message: "briefing_out needs operator_db" };
  }
  const { operator, command, agent_command: agent, operator_db: operatorDb, briefing_out: briefingOut = null } = keys;
  if (operator !== undefined) return chooseAgent(operator);
  const misspelt = command === undefined ? undefined : misspeltPlaceholder(command);
  if (misspelt !== undefined) return { ok: false, key: "command", message: misspelt };
  return { ok: true, repairer: repairerOf() };

  function repairerOf(): Repairer | null {
    if (command !== undefined) return { by: "operator-command", command };
    if (agent !== undefined) return { by: "agent-command", command: agent };
    return operatorDb === undefined ? null : { by: "database", operatorDb, briefingOut };
  }
}

function chooseAgent(text: string): OperatorChoice {
  const [name = "", wrongFix] = text.split(":", 2);
  if (name === "wrong_fix" && wrongFix) return { ok: true, repairer: { by: "agent", agent: "wrong_fix", wrongFix } };
  const agent = scriptedAgents.find((known) => known === text);
  if (agent) return { ok: true, repairer: { by: "agent", agent } };
  const known = [...scriptedAgents, "wrong_fix:NAME"];
  return {
    ok: false,
    key: "operator",
    message: `unknown operator ${text}${didYouMean(name, [...scriptedAgents, "wrong_fix"])} (there are ${known.join(", ")})`,
  };
}
