import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "../setup/run-logged.mjs";
import { root } from "../workspace.mjs";
import { engineVersion } from "./docker.mjs";
import { processStart } from "./process-start.mjs";

const START_WITHIN_MS = 60_000;
const END_WITHIN_MS = 30_000;
const TAIL_LINES = 20;

const record = join(root, "node_modules", ".setup", "engine.json");
const log = join(root, "node_modules", ".setup", "engine.log");

/**
 * Starts dockerd so that it outlives this process, and waits until it answers.
 *
 * @param {readonly string[]} args for dockerd
 * @returns {Promise<string>} its version
 */
export async function startOwnEngine(args) {
  mkdirSync(dirname(record), { recursive: true });
  const output = openSync(log, "w");
  const child = spawn("dockerd", args, { detached: true, stdio: ["ignore", output, output] });
  /** @type {string | undefined} */
  let ended;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, signal) => (ended = signal ?? `exit code ${code}`));
  await new Promise((resolve) => setImmediate(resolve));
  if (child.pid !== undefined) {
    writeFileSync(record, JSON.stringify({ pid: child.pid, started: processStart(child.pid) }));
  }
  child.unref();
  const deadline = Date.now() + START_WITHIN_MS;
  while (ended === undefined && Date.now() < deadline) {
    const version = await engineVersion();
    if (version !== undefined) return version;
    await sleep(250);
  }
  const tail = readFileSync(log, "utf8").trimEnd().split("\n").slice(-TAIL_LINES);
  const failure = ended === undefined ? `did not answer within ${START_WITHIN_MS / 1000} s` : `ended with ${ended}`;
  await stopOwnEngine();
  throw new SetupError(
    [...tail.map((line) => `  | ${line}`), `dockerd ${failure}; its output is in ${log}.`].join("\n"),
  );
}

/**
 * Ends the engine that `startOwnEngine` started, and no other; all is well when there is none.
 *
 * @returns {Promise<boolean>} whether there was one
 */
export async function stopOwnEngine() {
  if (!existsSync(record)) return false;
  const { pid, started } = JSON.parse(readFileSync(record, "utf8"));
  const alive = () => started !== undefined && processStart(pid) === started;
  const found = alive();
  if (found) {
    process.kill(pid, "SIGTERM");
    const deadline = Date.now() + END_WITHIN_MS;
    while (alive() && Date.now() < deadline) await sleep(100);
    if (alive()) process.kill(pid, "SIGKILL");
  }
  rmSync(record, { force: true });
  return found;
}
