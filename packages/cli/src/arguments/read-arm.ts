import { didYouMean } from "@eval/core";
import { scriptedAgents, type Arm, type Repairer, type ScriptedAgent } from "../run/arm.js";
import { usageError, type Arguments } from "./arguments.js";
import { misspeltPlaceholder } from "./misspelt-placeholder.js";

const sources = ["baseline", "operator", "operator-db", "operator-command", "agent-command", "controls"] as const;

/** Exactly one arm, or all of the controls. */
export function readArm(args: Arguments): Arm | "controls" {
  const given = sources.filter((name) =>
    name === "baseline" || name === "controls" ? args.flag(name) : args.has(name),
  );
  const sham = args.flag("sham");
  if (given.length > 1) throw usageError(`${given.map((name) => `--${name}`).join(" and ")} exclude each other`);
  if (given.length === 0 && !sham) {
    throw usageError(
      "nobody is named who repairs",
      "Give --baseline, --operator, --operator-db, --operator-command, --agent-command or --controls.",
    );
  }
  if (args.has("briefing-out") && given[0] !== "operator-db") throw usageError("--briefing-out needs --operator-db");
  if (given[0] !== "controls") return { sham, repairer: readRepairer(args) };
  if (sham) throw usageError("--sham and --controls exclude each other");
  return "controls";
}

function readRepairer(args: Arguments): Repairer {
  const agent = args.text("operator");
  if (agent !== undefined) return readAgent(agent);
  for (const name of ["operator-db", "operator-command", "agent-command"]) {
    if (args.text(name)?.trim() === "") throw usageError(`--${name} is empty`);
  }
  const operatorDb = args.text("operator-db");
  if (operatorDb !== undefined) return { by: "database", operatorDb, briefingOut: args.text("briefing-out") ?? null };
  const operatorCommand = args.text("operator-command");
  if (operatorCommand !== undefined) {
    const misspelt = misspeltPlaceholder(operatorCommand);
    if (misspelt !== undefined) throw usageError(`--operator-command: ${misspelt}`);
    return { by: "operator-command", command: operatorCommand };
  }
  const agentCommand = args.text("agent-command");
  if (agentCommand !== undefined) return { by: "agent-command", command: agentCommand };
  return { by: "nobody" };
}

function readAgent(text: string): Repairer {
  const [name = "", wrongFix] = text.split(":", 2);
  if (name === "wrong_fix") {
    if (!wrongFix)
      throw usageError("--operator wrong_fix needs a name: wrong_fix:NAME", "--controls runs all there are.");
    return { by: "agent", agent: "wrong_fix", wrongFix };
  }
  const agent = scriptedAgents.find((known) => known === text);
  if (agent) return { by: "agent", agent: agent satisfies ScriptedAgent };
  throw usageError(
    `--operator: unknown name ${text}${didYouMean(name, [...scriptedAgents, "wrong_fix"])}`,
    `There are ${scriptedAgents.join(", ")} and wrong_fix:NAME. For your own, see --operator-db and --operator-command.`,
  );
}
