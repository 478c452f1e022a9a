import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CONTRACT, HarnessError, type EvalSubject } from "@eval/core";

/** The module's URL: given as one, as a path, or as a package's name, the latter two from the folder. */
export function resolvePlugin(plugin: string, folder: string): string {
  if (plugin.startsWith("file:")) return plugin;
  if (isAbsolute(plugin)) return pathToFileURL(plugin).href;
  try {
    return pathToFileURL(createRequire(join(folder, "plugin.js")).resolve(plugin)).href;
  } catch (error) {
    throw new HarnessError("plugin_not_found", { message: `${plugin} cannot be found from ${folder}`, cause: error });
  }
}

/** Rejects with `plugin_invalid` when its default export is no subject of this contract revision. */
export async function loadPlugin(url: string): Promise<Pick<EvalSubject, "name" | "attach">> {
  const { default: subject } = (await import(url)) as { default?: Partial<EvalSubject> };
  if (subject?.contract !== CONTRACT || typeof subject.attach !== "function") {
    throw new HarnessError("plugin_invalid", { message: `${url} is no subject of contract revision ${CONTRACT}` });
  }
  return subject as EvalSubject;
}
