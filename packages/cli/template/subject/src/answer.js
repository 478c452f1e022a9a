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
    socket.on("error", () => socket.destroy());
    createInterface({ input: socket }).once("line", async (line) => {
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
