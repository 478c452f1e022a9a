/**
 * A Docker engine for the tests. `start` does nothing where one answers; else it installs Debian's,
 * where it may, and starts it in the background. `stop` ends the engine that `start` started, never
 * another. Arguments behind `start` go to dockerd.
 *
 * Ends with 69 when there is no engine and none can be had here; the reason is said.
 */
import { engineVersion } from "./engine/docker.mjs";
import { installPackages, whyNotInstall } from "./engine/debian-packages.mjs";
import { startOwnEngine, stopOwnEngine } from "./engine/own-engine.mjs";
import { SetupError } from "./setup/run-logged.mjs";

const UNAVAILABLE = 69;

const [verb, ...dockerdArgs] = process.argv.slice(2);
try {
  if (verb === "start") process.exitCode = await start();
  else if (verb === "stop") await stop();
  else {
    console.error("Say `start` or `stop`.");
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @returns {Promise<number>} exit code */
async function start() {
  const found = await engineVersion();
  if (found !== undefined) return said(`Docker engine ${found} answers.`);
  const why = whyNotInstall();
  if (why !== undefined) {
    console.error(`No Docker engine answers, and none is installed: ${why}. Tests in Docker will be skipped.`);
    return UNAVAILABLE;
  }
  await installPackages(["docker.io", "cgroupfs-mount", "docker-compose"]);
  const installed = await engineVersion();
  if (installed !== undefined) return said(`Docker engine ${installed} answers now, as a service of this machine.`);
  return said(`Docker engine ${await startOwnEngine(dockerdArgs)} started.`);
}

async function stop() {
  if (await stopOwnEngine()) said("Docker engine ended.");
}

/** @param {string} words */
function said(words) {
  console.error(words);
  return 0;
}
