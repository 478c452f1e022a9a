import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./published-packages.js";
import { runWell } from "./run-to-end.js";

/** Does without scripts, audits and notices; takes from npm's cache what is in there. */
const installFlags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];

/** Makes a folder as somebody has it who installed these tarballs with npm. */
export async function installIn(folder: string, tarballs: ReadonlyMap<string, string>): Promise<void> {
  const dependencies = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  // What is left out with --omit=optional are PostgreSQL's binaries, 100 MB of them.
  await runWell("npm", ["install", ...installFlags, "--omit=optional"], { cwd: folder });
  await takeOverSqlite(folder);
  // Where the harness is root, operators are users of their own, and read the plugin from here.
  await chmod(folder, 0o755);
}

/** Adds one more package to it. */
export async function installAlso(folder: string, tarball: string): Promise<void> {
  await runWell("npm", ["install", ...installFlags, "--omit=optional", tarball], { cwd: folder });
  await takeOverSqlite(folder);
}

/**
 * sqlite3's install script would fetch its binary, or compile for a minute. That one comes from the
 * workspace's installation of the same version instead: it is the one thing here that npm did not put there.
 */
async function takeOverSqlite(folder: string): Promise<void> {
  const fromStore = createRequire(pathToFileURL(join(root, "packages", "store", "package.json")));
  const built = join("build", "Release", "node_sqlite3.node");
  const target = join(folder, "node_modules", "sqlite3", built);
  await mkdir(dirname(target), { recursive: true });
  await cp(join(dirname(fromStore.resolve("sqlite3/package.json")), built), target);
}
