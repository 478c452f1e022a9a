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
export async function runTool(name, args) {
  return (await runCommand(join(root, "node_modules", ".bin", name), args, "inherit")).code;
}

/**
 * Runs a program of Node in the root folder, on this terminal.
 *
 * @param {string} file relative to the root
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runNode(file, args = []) {
  return (await runCommand(process.execPath, [join(root, file), ...args], "inherit")).code;
}

/**
 * The same with its standard output kept; its errors and progress still go to this terminal.
 *
 * @param {string} file relative to the root
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
export function readNode(file, args) {
  return runCommand(process.execPath, [join(root, file), ...args], "pipe");
}

/**
 * Runs any program in the root folder, its standard output on this terminal or kept.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {"inherit" | "pipe"} stdout
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runCommand(command, args, stdout) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["inherit", stdout, "inherit"] });
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => (output += text));
    // Ctrl-C reaches the child by itself and a plain kill does not; either way its own ending decides.
    const wait = () => undefined;
    const stop = () => child.kill("SIGTERM");
    process.on("SIGINT", wait).on("SIGTERM", stop);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("SIGINT", wait).off("SIGTERM", stop);
      resolve({ code: code ?? (signal === "SIGINT" ? 130 : 1), output });
    });
  });
}
