/** The other end of `ask`. */
import { chmodSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

/**
 * Answers each line that comes to the socket, one line a connection.
 *
 * @param {string} socketPath
 * @param {(words: string[]) => string | Promise<string>} reply
 */
export function answer(socketPath, reply) {
  // A server that was killed leaves its socket.
  rmSync(socketPath, { force: true });
  const server = createServer((socket) => {
    const lines = createInterface({ input: socket });
    // Whoever asked may have hung up; both hear of it, and an error that nobody hears ends the process.
    for (const each of [socket, lines]) each.on("error", () => socket.destroy());
    lines.once("line", async (line) => {
      try {
        socket.end(`${await reply(line.split(" "))}\n`);
      } catch (error) {
        socket.end(`error ${error instanceof Error ? error.message : "unknown"}\n`);
      }
    });
  });
  // Operators are users of their own where the harness runs as root.
  server.listen(socketPath, () => chmodSync(socketPath, 0o666));
}
