import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runWell } from "./run-to-end.js";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("../../../../", import.meta.url));

export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  [field: string]: unknown;
}

export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Names of all packages of the workspace that are published. */
export function publishedPackages(): string[] {
  return readdirSync(join(root, "packages"))
    .map((name) => manifestIn(join(root, "packages", name)))
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => name);
}

/** Packs them as they would be published; gives their tarballs by name. */
export async function packAll(destination: string): Promise<ReadonlyMap<string, string>> {
  const { packageManager } = manifestIn(root);
  const pnpm = ["exec", "--yes", "--prefer-offline", `--package=${String(packageManager)}`, "--", "pnpm"];
  const pack = ["-r", "--filter", "./packages/*", "pack", "--pack-destination", destination];
  await runWell("npm", [...pnpm, ...pack], { cwd: root });
  const tarballs = publishedPackages().map((name) => {
    const { version } = manifestIn(join(root, "packages", name.slice("@eval/".length)));
    return [name, join(destination, `${name.slice(1).replace("/", "-")}-${version}.tgz`)] as const;
  });
  return new Map(tarballs);
}
