import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type ListenOptions } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { attachCluster, connectEngine, startCluster } from "@eval/docker-kit";
import { describe, expect, it } from "vitest";
import { requireImages } from "../testing/docker-images.js";
import { contextFor, newClusterId, serversSpec } from "./cluster.test.fixture.js";

const kit = fileURLToPath(import.meta.resolve("@eval/docker-kit"));

/** Another way to the engine, for as long as it is not disposed of. */
async function wayTo(socket: string, listen: ListenOptions) {
  const server = createServer((client) => {
    const engine = connect(socket);
    for (const [end, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      end.on("error", () => other.destroy()).pipe(other);
    }
  });
  await once(server.listen(listen), "listening");
  return { address: server.address(), [Symbol.dispose]: () => void server.close() };
}

/** What another process prints that has this environment and no other settings of Docker's. */
function inOtherProcess(program: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const { DOCKER_HOST: _, ...rest } = process.env;
    const options = { env: { ...rest, ...env }, timeout: 30_000 };
    execFile(process.execPath, ["--input-type=module", "-e", program], options, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr));
      else resolve(stdout.trim());
    });
  });
}

const context = "{ clusterId: 'none', signal: AbortSignal.timeout(20000) }";

describe("the engine", () => {
  it("is refused where it is reached over the network, though it answers", async (test) => {
    await requireImages(test, "toolbox");
    const { socket } = await connectEngine(contextFor("none"));
    using way = await wayTo(socket, { port: 0, host: "127.0.0.1" });
    const host = `tcp://127.0.0.1:${(way.address as AddressInfo).port}`;
    const program = `import { connectEngine } from ${JSON.stringify(kit)};
      await connectEngine(${context}).then(() => console.log("taken"), (error) => console.log(error.code, error.message))`;
    expect(await inOtherProcess(program, { DOCKER_HOST: host })).toBe(
      `host_lacking the Docker engine at DOCKER_HOST=${host} is not on a unix socket of this machine`,
    );
  });

  it("is found again by another process at the socket where the cluster was made, and briefed by it", async (test) => {
    const { toolbox } = await requireImages(test, "toolbox");
    const { socket } = await connectEngine(contextFor("none"));
    const folder = await mkdtemp(join(tmpdir(), "engine-"));
    const path = join(folder, "other.sock");
    using way = await wayTo(socket, { path });
    expect(way.address).toBe(path);
    const clusterId = newClusterId();
    const spec = serversSpec(toolbox, ["n1"]);
    const cluster = await startCluster(spec, contextFor(clusterId));
    try {
      const place = JSON.stringify({ spec, clusterId, socket: path });
      const program = `import { attachCluster } from ${JSON.stringify(kit)};
        const cluster = await attachCluster(${place}, ${context});
        console.log(cluster?.docker.split(" ").slice(1).join(" "))`;
      expect(await inOtherProcess(program, {})).toBe(`-H unix://${path}`);
      expect(cluster.docker).toMatch(new RegExp(`^/\\S+ -H unix://${socket}$`));
      expect(await attachCluster({ spec, clusterId }, contextFor(clusterId))).toBeDefined();
    } finally {
      await cluster.destroy(contextFor(clusterId));
      await rm(folder, { recursive: true });
    }
  });
});
