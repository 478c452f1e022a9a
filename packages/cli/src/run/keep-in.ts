import { basename, dirname, extname, join, resolve } from "node:path";
import type { RunRequest } from "../arguments/read-run-request.js";

/** Somebody else's programs leave files worth a look; ours only where asked. */
export function keepIn(
  { operatorFiles, arm, db }: Pick<RunRequest, "operatorFiles" | "arm" | "db">,
  cwd: string,
): string | null {
  if (operatorFiles !== null) return resolve(cwd, operatorFiles);
  if (arm === "controls" || !arm.repairer.by.endsWith("-command")) return null;
  const path = resolve(cwd, db);
  return join(dirname(path), `${basename(path, extname(path))}-operators`);
}
