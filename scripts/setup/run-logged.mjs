import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, relative } from "node:path";

const HEARTBEAT_MS = 10_000;
const TAIL_LINES = 40;

/**
 * Runs a command with its output in a file, says on stderr what is going on, and rejects with the
 * end of that output when the command fails.
 *
 * @param {{ title: string, command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv, log: string, hint?: string }} step
 */
export async function runLogged(step) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const shownLog = relative(step.cwd, step.log);
  console.error(`${step.title} (output in ${shownLog})`);
  mkdirSync(dirname(step.log), { recursive: true });
  const output = openSync(step.log, "w");
  const heartbeat = setInterval(() => console.error(`  … ${seconds()} s`), HEARTBEAT_MS);
  try {
    const failure = await end(step, output);
    if (failure) {
      const lines = readFileSync(step.log, "utf8").trimEnd().split("\n");
      const tail = lines.slice(-TAIL_LINES).map((line) => `  | ${line}`);
      throw new SetupError([...tail, `${failure}; the whole output is in ${shownLog}.`, step.hint ?? ""].join("\n"));
    }
    console.error(`  done in ${seconds()} s`);
  } finally {
    clearInterval(heartbeat);
    closeSync(output);
  }
}

/** A failed step; its message is complete, a stack would only hide it. */
export class SetupError extends Error {}

/**
 * @param {Parameters<typeof runLogged>[0]} step
 * @param {number} output
 * @returns {Promise<string | undefined>} how it failed
 */
function end(step, output) {
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { cwd: step.cwd, env: step.env, stdio: ["ignore", output, output] });
    // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone would not.
    const forward = () => child.kill("SIGTERM");
    process.once("SIGTERM", forward);
    child.once("error", (error) => resolve(`${step.command} could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      process.removeListener("SIGTERM", forward);
      resolve(code === 0 ? undefined : `${step.command} ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}
