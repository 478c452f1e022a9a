import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { status } from "@grpc/grpc-js";
import { expect, it, onTestFinished } from "vitest";
import { contextFor } from "../context.test.fixture.js";
import { KvServer } from "./kv-servers.test.fixture.js";
import { CallError, Connections } from "./protocol.js";

it("a call that waits for a connection is answered by it, although another one gave it up", async () => {
  await using server = await KvServer.start("tikvpb.Tikv", { RawGet: () => ({ value: Buffer.from("late") }) });
  await using gate = await closedGate(server.port);
  const connections = new Connections();
  onTestFinished(() => connections[Symbol.dispose]());
  const get = (timeoutMs: number) =>
    connections.call(
      `127.0.0.1:${gate.port}`,
      { service: "tikvpb.Tikv", method: "RawGet", request: {}, timeoutMs },
      contextFor(30_000),
    );

  const patient = get(30_000);
  await expect(get(50)).rejects.toSatisfy(
    (error) => error instanceof CallError && error.code === status.DEADLINE_EXCEEDED,
  );
  gate.open();
  await expect(patient).resolves.toMatchObject({ value: Buffer.from("late") });
});

/** A port of loopback that takes connections and lets nothing through, until it is opened. */
async function closedGate(to: number): Promise<AsyncDisposable & { port: number; open: () => void }> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const server = createServer((outside) => {
    void opened.then(() => {
      const inside = connect(to, "127.0.0.1");
      outside.pipe(inside).pipe(outside);
      for (const socket of [outside, inside]) socket.on("error", () => undefined);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    open,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await Promise.resolve();
    },
  };
}
