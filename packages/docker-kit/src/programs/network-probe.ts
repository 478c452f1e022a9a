/** Runs in containers: looks at the network from where it runs. See `program-text.ts`. */
import { connect, createServer, type Socket } from "node:net";
import { performance } from "node:perf_hooks";

export interface Endpoint {
  host: string;
  port: number;
}

/** `blocked`: no answer at all within the limit; a refusal is an answer. */
export type Reach = "open" | "refused" | "blocked";

/** Whether each endpoint answers an attempt to connect, all tried side by side. */
export async function reach({ to, limitMs }: { to: readonly Endpoint[]; limitMs: number }): Promise<Reach[]> {
  return await Promise.all(to.map((endpoint) => reachOne(endpoint, limitMs)));
}

function reachOne({ host, port }: Endpoint, limitMs: number): Promise<Reach> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reached: Reach) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reached);
    };
    const timer = setTimeout(() => end("blocked"), limitMs);
    socket.once("connect", () => end("open"));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      end(error.code === "ECONNREFUSED" || error.code === "ECONNRESET" ? "refused" : "blocked"),
    );
  });
}

/**
 * Milliseconds from sending a request to the first byte of its answer, on a connection that is up by then; each time
 * on a new one. Null where no answer came within the limit. All endpoints side by side, one request after another.
 */
export async function firstByte(look: {
  to: readonly Endpoint[];
  /** What is sent, as it is. */
  request: string;
  times: number;
  limitMs: number;
}): Promise<(number | null)[][]> {
  return await Promise.all(
    look.to.map(async (endpoint) => {
      const taken: (number | null)[] = [];
      for (let time = 0; time < look.times; time++) taken.push(await firstByteOnce(endpoint, look));
      return taken;
    }),
  );
}

function firstByteOnce(
  { host, port }: Endpoint,
  { request, limitMs }: { request: string; limitMs: number },
): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    let sent = 0;
    const end = (ms: number | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(ms);
    };
    const timer = setTimeout(() => end(null), limitMs);
    socket.once("connect", () => {
      sent = performance.now();
      socket.write(request);
    });
    socket.once("data", () => end(performance.now() - sent));
    socket.once("error", () => end(null));
    socket.once("close", () => end(null));
  });
}

/** Takes one connection and reads it to its end: how many bytes came, and in how many ms since the first. */
export function receive({ port, limitMs }: { port: number; limitMs: number }): Promise<{ bytes: number; ms: number }> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let began: number | undefined;
    const server = createServer((socket) => {
      server.close();
      socket.on("data", (chunk) => {
        began ??= performance.now();
        bytes += chunk.length;
      });
      socket.once("error", () => undefined);
      socket.once("close", () => {
        clearTimeout(timer);
        resolve({ bytes, ms: performance.now() - (began ?? performance.now()) });
      });
      setTimeout(() => socket.destroy(), limitMs).unref();
    });
    const timer = setTimeout(() => server.close(() => reject(new Error("nobody connected"))), limitMs);
    server.once("error", reject);
    server.listen(port);
  });
}

/** Sends so many bytes there, trying again for a while where nobody listens yet. */
export async function send(what: { to: Endpoint; bytes: number; limitMs: number }): Promise<void> {
  const deadline = performance.now() + what.limitMs;
  const socket = await connected(what.to, deadline);
  const late = setTimeout(() => socket.destroy(), what.limitMs);
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.once("error", () => undefined);
    socket.end(Buffer.alloc(what.bytes));
  });
  clearTimeout(late);
}

async function connected(to: Endpoint, deadline: number): Promise<Socket> {
  for (;;) {
    const socket = connect(to);
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    if (isUp) return socket;
    socket.destroy();
    if (performance.now() > deadline) throw new Error(`nobody listens on ${to.host}:${to.port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
