import { createServer } from "node:net";
import type { Random } from "@eval/core";

/**
 * Below the range from which kernels give ports to outgoing connections (32768 and up on Linux, 49152 on
 * macOS), so that a node that is down does not lose its port to somebody's client.
 */
const range = { min: 15_000, max: 32_000 };

/** Free loopback ports, at this moment; whoever binds them may still find one taken, and asks again. */
export async function freePorts(count: number, random: Random): Promise<number[]> {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt++) {
    if (attempt > 200) throw new Error(`no ${count} free ports between ${range.min} and ${range.max}`);
    const port = random.integer(range.min, range.max);
    if (!ports.includes(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

export async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
