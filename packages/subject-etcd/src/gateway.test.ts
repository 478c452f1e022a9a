import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { callGateway, decode, encode, GatewayError, isLockedOut, prefixRange } from "./gateway.js";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A member that gives one answer, or none. */
async function member(status: number, answer: object | null): Promise<string> {
  server = createServer((_request, response) => {
    if (answer) response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { signal } = new AbortController();

describe("a request to a member", () => {
  it("gives its answer", async () => {
    const address = await member(200, { leader: "14169733070658484169" });
    const answer = await callGateway({ address, path: "maintenance/status", timeoutMs: 5000 }, { signal });
    expect(answer).toEqual({ leader: "14169733070658484169" });
  });

  it("rejects with gRPC's code when it is refused", async () => {
    const address = await member(429, { error: "full", message: "full", code: 8 });
    const refused = callGateway({ address, path: "kv/put", timeoutMs: 5000 }, { signal });
    await expect(refused).rejects.toMatchObject({ name: "GatewayError", message: "full", code: 8 });
  });

  it("does not wait for a member that says nothing", async () => {
    const address = await member(200, null);
    const call = callGateway({ address, path: "kv/put", timeoutMs: 30 }, { signal });
    await expect(call).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("a client without an account", () => {
  it("is told apart from one whose request fails otherwise", () => {
    expect(isLockedOut(new GatewayError("user name is empty", 3))).toBe(true);
    expect(isLockedOut(new GatewayError("permission denied", 7))).toBe(true);
    expect(isLockedOut(new GatewayError("no space", 8))).toBe(false);
    expect(isLockedOut(new Error("connection refused"))).toBe(false);
  });
});

describe("keys", () => {
  it("come back from their encoding, and are nothing where there was nothing", () => {
    expect(decode(encode("/ledger/ü"))).toBe("/ledger/ü");
    expect(decode(undefined)).toBe("");
  });

  it("with a prefix end before the first that has not", () => {
    expect(prefixRange("/a/")).toEqual({ key: encode("/a/"), range_end: encode("/a0") });
  });
});
