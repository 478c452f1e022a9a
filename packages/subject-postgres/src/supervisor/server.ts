import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Reply, Request } from "./protocol.js";

const longestRequest = 8 * 1024 * 1024;
const defaultTimeoutMs = 20_000;

/** Listens for requests: one line of JSON in, one out, then the connection ends. */
export async function listen(
  socketPath: string,
  handle: (request: Request, timeoutMs: number) => Promise<Reply>,
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => answer(socket, handle));
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o660);
  return server;
}

function answer(socket: Socket, handle: (request: Request, timeoutMs: number) => Promise<Reply>): void {
  socket.on("error", () => socket.destroy());
  socket.setTimeout(10_000, () => socket.bytesRead === 0 && socket.destroy());
  socket.on("data", () => socket.bytesRead > longestRequest && socket.destroy());
  createInterface({ input: socket }).once("line", (line) => {
    void reply(line, handle).then((text) => socket.end(`${JSON.stringify(text)}\n`));
  });
}

async function reply(line: string, handle: (request: Request, timeoutMs: number) => Promise<Reply>): Promise<Reply> {
  try {
    const request = JSON.parse(line) as Request;
    return await handle(request, Math.min(Math.max(request.timeoutMs ?? defaultTimeoutMs, 50), 120_000));
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}
