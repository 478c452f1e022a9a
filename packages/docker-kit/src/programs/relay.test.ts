import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { firstByte } from "./network-probe.js";
import { leads, openRelay, type Passage, type Relay } from "./relay.js";

const open: (() => unknown)[] = [];
let relay: Relay | undefined;
afterEach(async () => {
  await relay?.[Symbol.asyncDispose]();
  for (const end of open.splice(0)) end();
});

describe("a relay", () => {
  it("delays what the node sends, both as server and as client, and not what it receives", async () => {
    const at = await relayTo("inbound", 80);
    const slow = await firstByteAt(at);
    const quick = await firstByteAt(await echoPort());
    expect(slow - quick).toBeGreaterThan(60);

    await relay?.[Symbol.asyncDispose]();
    expect((await firstByteAt(await relayTo("outbound", 80))) - quick).toBeGreaterThan(60);
  });

  it("hands everything on in order, also what was said last before the end", async () => {
    const at = await relayTo("inbound", 20, { maxMs: 60 });
    const socket = await connected(at);
    const said = Array.from({ length: 50 }, (_, line) => `${line}\n`);
    for (const line of said) {
      socket.write(line);
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
    expect(await everything(socket)).toBe(said.join(""));
  });

  it("reads no more than it can pass on, and passes on all of it in the end", async () => {
    const bytes = 64 * 1024 * 1024;
    const server = createServer((socket) => socket.on("error", () => undefined).end(Buffer.alloc(bytes)));
    open.push(() => server.close());
    const [at, host] = [await freePort(), "127.0.0.1"];
    const passages = [{ at, to: { host, port: await listening(server) }, direction: "inbound" as const }];
    const accepted = once(server, "connection") as Promise<[Socket]>;
    relay = await openRelay({ passages, pace: { minMs: 1, maxMs: 1, seed: 1 } });
    const reader = await connected(at);
    const [sender] = await accepted;
    reader.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sender.writableLength).toBe(bytes);
    let read = 0;
    for await (const chunk of reader) read += (chunk as Buffer).length;
    expect(read).toBe(bytes);
  });

  it("resets what goes one way, and leaves the other", async () => {
    const echo = await echoPort();
    const [inAt, outAt] = [await freePort(), await freePort()];
    const passages: Passage[] = [
      { at: inAt, to: { host: "127.0.0.1", port: echo }, direction: "inbound" },
      { at: outAt, to: { host: "127.0.0.1", port: echo }, direction: "outbound" },
    ];
    relay = await openRelay({ passages, pace: { minMs: 0, maxMs: 0, seed: 1 } });
    const [incoming, outgoing] = [await connected(inAt), await connected(outAt)];
    for (const socket of [incoming, outgoing]) {
      socket.write("x");
      await once(socket, "data");
    }
    const reset = once(incoming, "error");
    relay.reset("inbound");
    expect(await reset).toMatchObject([{ code: "ECONNRESET" }]);
    outgoing.write("still");
    expect(String(await once(outgoing, "data"))).toBe("still");
  });

  it("resets a connection whose other end refuses", async () => {
    const at = await freePort();
    const passages = [{ at, to: { host: "127.0.0.1", port: await freePort() }, direction: "inbound" as const }];
    relay = await openRelay({ passages, pace: { minMs: 0, maxMs: 0, seed: 1 } });
    const socket = connect(at, "127.0.0.1");
    open.push(() => socket.destroy());
    expect(await once(socket, "error").catch((error: unknown) => [error])).toMatchObject([{ code: "ECONNRESET" }]);
  });
});

it("rules lead to a relay while both hook and rule are there", () => {
  const hook = "-A PREROUTING ! -i lo -j C";
  const rule = "-A C -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 15001";
  expect(leads(`-N C\n${hook}\n${rule}`, "C", "inbound")).toBe(true);
  expect(leads(`-N C\n${hook}\n${rule}`, "C", "outbound")).toBe(false);
  expect(leads(`-N C\n${hook}`, "C", "inbound")).toBe(false);
  expect(leads(`-N C\n${rule}`, "C", "inbound")).toBe(false);
});

async function relayTo(direction: Passage["direction"], minMs: number, { maxMs = minMs } = {}): Promise<number> {
  const at = await freePort();
  const passages = [{ at, to: { host: "127.0.0.1", port: await echoPort() }, direction }];
  relay = await openRelay({ passages, pace: { minMs, maxMs, seed: 7 } });
  return at;
}

async function echoPort(): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  open.push(() => server.close());
  return await listening(server);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  open.push(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

async function everything(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

async function firstByteAt(port: number): Promise<number> {
  const [taken] = await firstByte({ to: [{ host: "127.0.0.1", port }], request: "x", times: 3, limitMs: 5000 });
  expect(taken).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
  return Math.min(...(taken as number[]));
}
