/** One line to a socket, one line back. As a program: `node ask.mjs SOCKET WORD...`, which is how operators ask. */
import { connect } from "node:net";
import process from "node:process";
import { fileURLToPath } from "node:url";

/**
 * Rejects when there is no answer, or the answer is `error …`.
 *
 * @param {string} socketPath
 * @param {string} line
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
export function ask(socketPath, line, signal) {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ path: socketPath, signal });
    socket.setEncoding("utf8").on("data", (text) => (answer += text));
    socket.once("error", reject);
    socket.once("close", () => {
      if (answer.startsWith("error") || !answer.endsWith("\n")) reject(new Error(answer.trim() || "no answer"));
      else resolve(answer.trim());
    });
    socket.write(`${line}\n`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [socketPath = "", ...words] = process.argv.slice(2);
  try {
    process.stdout.write(`${await ask(socketPath, words.join(" "), AbortSignal.timeout(10_000))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
