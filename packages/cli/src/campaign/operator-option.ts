import { resolve } from "node:path";
import { usageError, type Arguments } from "../arguments/arguments.js";
import type { OperatorDefault } from "./resolve-variants.js";

/** The operator that the command line names for variants that name none; null when it does not. */
export function readOperatorOption(args: Arguments, cwd: string): OperatorDefault | null {
  const operatorDb = args.text("operator-db");
  const briefingOut = args.text("briefing-out");
  if (operatorDb === undefined) {
    if (briefingOut !== undefined) throw usageError("--briefing-out needs --operator-db");
    return null;
  }
  return {
    by: "database",
    operatorDb: resolve(cwd, operatorDb),
    briefingOut: briefingOut === undefined ? null : resolve(cwd, briefingOut),
  };
}
