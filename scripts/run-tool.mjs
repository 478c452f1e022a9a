import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./workspace.mjs";

/**
 * Runs a tool of the workspace in the root folder, on this terminal.
 *
 * @param {string} name as in node_modules/.bin
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runTool(name, args) {
  return run(join(root, "node_modules", ".bin", name), args);
}

/**
 * Runs a program of Node in the root folder, on this terminal.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runNode(file, args = []) {
  return run(process.execPath, [join(root, file), ...args]);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit" });
    const stop = () => child.kill("SIGTERM");
    process.once("SIGTERM", stop);
    // Ctrl-C reaches the child as well; its own ending decides what becomes of this process.
    const wait = () => undefined;
    process.on("SIGINT", wait);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.removeListener("SIGTERM", stop);
      process.removeListener("SIGINT", wait);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}
