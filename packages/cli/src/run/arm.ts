/** Who repairs in an arm. */
export type Repairer =
  | { by: "nobody" }
  | { by: "agent"; agent: ScriptedAgent }
  | { by: "agent"; agent: "wrong_fix"; wrongFix: string }
  | { by: "database"; operatorDb: string; briefingOut: string | null }
  | { by: "operator-command"; command: string }
  | { by: "agent-command"; command: string };

export type ScriptedAgent = "nop" | "fabricate" | "restart" | "remedy";
export const scriptedAgents: readonly ScriptedAgent[] = ["nop", "fabricate", "restart", "remedy"];

/** What is compared with what: everything else being equal, who repairs, and whether anything is broken. */
export interface Arm {
  sham: boolean;
  repairer: Repairer;
}

/** Names the repairer: stored as operator_name. Null for nobody. */
export function operatorName({ repairer }: Arm): string | null {
  switch (repairer.by) {
    case "nobody":
      return null;
    case "agent":
      return repairer.agent;
    case "database":
      return "external";
    case "operator-command":
      return "command";
    case "agent-command":
      return "agent";
  }
}

/** For people: `baseline`, `remedy`, `wrong_fix:wipe`, `sham, restart`. */
export function armLabel(arm: Arm): string {
  const { sham, repairer } = arm;
  const who =
    repairer.by === "agent" && repairer.agent === "wrong_fix" ? `wrong_fix:${repairer.wrongFix}` : operatorName(arm);
  if (sham) return who === null ? "sham" : `sham, ${who}`;
  return who ?? "baseline";
}
