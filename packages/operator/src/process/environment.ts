import type { Host } from "../host.js";
import type { OperatorFolder } from "./operator-folder.js";

/**
 * Everything a managed operator finds in its environment: where to look for programs, its own folder,
 * language and time zone, its two files, and what the user gave it. Nothing else of the harness's.
 */
export function operatorEnvironment(options: {
  host: Pick<Host, "inherited">;
  folder: Pick<OperatorFolder, "path" | "temporary" | "operatorDb" | "briefing">;
  extra?: { readonly [name: string]: string };
}): Record<string, string> {
  const { host, folder, extra } = options;
  return {
    ...host.inherited,
    HOME: folder.path,
    TMPDIR: folder.temporary,
    OPERATOR_DB: folder.operatorDb,
    BRIEFING: folder.briefing,
    ...extra,
  };
}
