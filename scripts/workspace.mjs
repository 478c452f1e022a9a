import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The workspace's packages, by folder: `{ name, folder, manifest }`, with `folder` relative to the root.
 *
 * @param {string} from root of the workspace
 * @returns {{ name: string, folder: string, manifest: Record<string, any> }[]}
 */
export function workspacePackages(from = root) {
  return ["packages", "apps"].flatMap((parent) => {
    if (!existsSync(join(from, parent))) return [];
    return readdirSync(join(from, parent))
      .sort()
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(from, folder, "package.json")))
      .map((folder) => {
        const manifest = JSON.parse(readFileSync(join(from, folder, "package.json"), "utf8"));
        return { name: manifest.name, folder, manifest };
      });
  });
}
