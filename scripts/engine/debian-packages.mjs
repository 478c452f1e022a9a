import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runLogged } from "../setup/run-logged.mjs";
import { root } from "../workspace.mjs";

/**
 * Why this process may not install Debian packages, as the end of a sentence; undefined when it may.
 *
 * @returns {string | undefined}
 */
export function whyNotInstall() {
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) return "this is not a Debian system";
  if (process.getuid?.() !== 0) return "only root may install Debian packages";
  return undefined;
}

/**
 * Those of the packages that are not installed, in the order given.
 *
 * @param {readonly string[]} names
 */
export function missingPackages(names) {
  return names.filter((name) => {
    try {
      const state = execFileSync("dpkg-query", ["--show", "--showformat=${db:Status-Status}", name], {
        stdio: ["ignore", "pipe", "ignore"],
        encoding: "utf8",
      });
      return state !== "installed";
    } catch {
      return true;
    }
  });
}

/**
 * Installs what of these is missing; rejects with a SetupError that carries the end of apt's output.
 *
 * @param {readonly string[]} names
 */
export async function installPackages(names) {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  const step = {
    cwd: root,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    log: join(root, "node_modules", ".setup", "apt.log"),
    command: "apt-get",
  };
  await runLogged({ ...step, title: "Reading Debian's package lists", args: ["update"] });
  await runLogged({
    ...step,
    title: `Installing ${missing.join(", ")}`,
    args: ["install", "--yes", "--no-install-recommends", ...missing],
  });
}
