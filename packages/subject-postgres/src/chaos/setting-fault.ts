import { briefed, until, type Briefing, type Command, type Context, type InForce, type JsonObject } from "@eval/core";
import { join } from "node:path";
import { z } from "zod";
import type { PostgresCluster } from "../postgres-cluster.js";
import { configuredSetting } from "./configured-setting.js";
import { undoEdit, withEdit, type EditedLine } from "./edited-line.js";
import { restoreFile } from "./restore-file.js";

export const through = z
  .enum(["alter_system", "file"])
  .default("alter_system")
  .describe("how the setting was made: by ALTER SYSTEM, or by an edit of postgresql.conf");

export type Through = z.infer<typeof through>;

/** One setting of one node, wrong. */
export interface WrongSetting {
  node: string;
  setting: string;
  value: string;
  through: Through;
}

/** Resolves once new sessions have the setting. Gives what is known of it afterwards, for `undoSetting` too. */
export async function changeSetting(
  cluster: PostgresCluster,
  wrong: WrongSetting,
  context: Context,
): Promise<JsonObject> {
  const { node, setting, value, through: how } = wrong;
  const fresh = cluster.freshConfig("postgresql.conf");
  const is = `${setting} = '${value}'`;
  const edit: EditedLine = { was: fresh.split("\n").find((line) => line.startsWith(`${setting} = `)) ?? null, is };
  const before = await loadedSetting(cluster, { node, setting }, context);
  if (how === "file") {
    await cluster.writeConfig(node, "postgresql.conf", withEdit(fresh, edit));
    await cluster.admin({ verb: "reload", node }, context);
  } else {
    await cluster.sql(node, [`ALTER SYSTEM SET ${is}`, "SELECT pg_reload_conf()"], context);
  }
  await until(async () => (await loadedSetting(cluster, { node, setting }, context)) === value || undefined, context);
  const file = how === "file" ? { file: join(cluster.layout.config(node), "postgresql.conf"), edit } : {};
  return { node, setting, before, value, through: how, ...file };
}

/** The repair of what `changeSetting` did, by what it gave. */
export function undoSetting(metadata: JsonObject, briefing: Briefing): Command[] {
  const node = String(metadata["node"]);
  const { file, edit } = metadata;
  if (typeof file === "string") return [undoEdit(file, edit as EditedLine), briefed(briefing, "reload", node)];
  const reset = `ALTER SYSTEM RESET ${String(metadata["setting"])}`;
  return [briefed(briefing, "sql", node, reset, "SELECT pg_reload_conf()")];
}

/** A setting as ALTER SYSTEM makes it, in a command an administrator types. */
export function alterSystem(briefing: Briefing, node: string, setting: string, value: string): Command {
  return briefed(briefing, "sql", node, `ALTER SYSTEM SET ${setting} = '${value}'`, "SELECT pg_reload_conf()");
}

/**
 * Whether the fault holds on the primary, whichever node that is now; where there is none, whether it waits
 * for the node it was made on. `partial` where the files say so and the running server has not read them.
 */
export async function settingInForce(
  cluster: PostgresCluster,
  { node, setting, isFault }: { node: string; setting: string; isFault: (value: string) => boolean },
  context: Context,
): Promise<InForce> {
  try {
    const { primaries } = await cluster.roles(context);
    const holders = primaries.length > 0 ? primaries : [node];
    const found = await Promise.all(
      holders.map(async (holder): Promise<InForce> => {
        const at = { node: holder, setting };
        if (primaries.length === 0)
          return isFault(await configuredSetting(cluster, at, context)) ? "present" : "absent";
        if (isFault(await loadedSetting(cluster, at, context))) return "present";
        const configured = await configuredSetting(cluster, at, context).catch(() => "");
        return isFault(configured) ? "partial" : "absent";
      }),
    );
    return (["present", "partial"] as const).find((state) => found.includes(state)) ?? "absent";
  } catch {
    return "unknown";
  }
}

/** Both ways by which it may have been made, on the node it was made on and on whichever is the primary now. */
export async function restoreSetting(
  cluster: PostgresCluster,
  { node, setting }: { node: string; setting: string },
  context: Context,
): Promise<void> {
  for (const name of await restoreFile(cluster, { node, file: "postgresql.conf" }, context)) {
    await cluster.sql(name, [`ALTER SYSTEM RESET ${setting}`, "SELECT pg_reload_conf()"], context);
  }
}

async function loadedSetting(
  cluster: PostgresCluster,
  { node, setting }: { node: string; setting: string },
  context: Context,
): Promise<string> {
  const [row] = await cluster.sql<{ value: string }>(node, `SELECT current_setting('${setting}') AS value`, context);
  return row?.value ?? "";
}
