import { createServer } from "node:net";
import { once } from "node:events";
import { seededRandom } from "@eval/core";
import { expect, it } from "vitest";
import { freePorts, isFree } from "./ports.js";

it("gives distinct ports, the same for the same seed, and none that is taken", async () => {
  const [first = 0, second = 0] = await freePorts(2, seededRandom("ports"));
  expect(first).not.toBe(second);
  const server = createServer().listen(first, "127.0.0.1");
  await once(server, "listening");
  try {
    expect(await isFree(first)).toBe(false);
    const others = await freePorts(2, seededRandom("ports"));
    expect(others).not.toContain(first);
    expect(others[0]).toBe(second);
  } finally {
    server.close();
    await once(server, "close");
  }
});
