import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run-tool.mjs";
import { root, workspacePackages } from "../workspace.mjs";

/**
 * Packs every package that is published, as npm would get it.
 *
 * @param {string} destination folder for the tarballs
 * @returns {Promise<{ name: string, version: string, tarball: string }[]>}
 */
export async function packPackages(destination) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const pnpm = ["exec", "--yes", `--package=${packageManager}`, "--", "pnpm"];
  const args = [...pnpm, "-r", "--filter", "./packages/*", "pack", "--pack-destination", destination];
  const { code } = await runCommand("npm", args, "inherit");
  if (code !== 0) throw new Error(`npm ${args.join(" ")} exited with ${code}`);
  return workspacePackages()
    .filter(({ manifest }) => manifest["private"] !== true)
    .map(({ name, manifest }) => {
      const version = String(manifest["version"]);
      return { name, version, tarball: join(destination, `${name.slice(1).replace("/", "-")}-${version}.tgz`) };
    });
}
