import { briefed, type Briefing, type Command } from "@eval/core";

/** A request to PD as an administrator types it. */
export function pdCommand(briefing: Briefing, method: "GET" | "POST" | "DELETE", path: string, body?: object): Command {
  const words = body === undefined ? [] : [JSON.stringify(body)];
  return briefed(briefing, "pd", null, method, `/pd/api/v1${path}`, ...words);
}
