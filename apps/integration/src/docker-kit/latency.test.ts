import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { promisify } from "node:util";
import {
  belongings,
  healLatency,
  injectLatency,
  latencyInForce,
  latencyRepair,
  networkCommand,
  networkRepair,
  type FirstByte,
  type LatencyPlan,
} from "@eval/docker-kit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findImages } from "../docker/find-images.js";
import { requireImages } from "../testing/docker-images.js";
import { echoPort, port, request, startServers, type Servers } from "../docker/servers.js";

const images = await findImages("toolbox");
const plan: LatencyPlan = {
  node: "n1",
  min_ms: 150,
  max_ms: 250,
  ports: [port, echoPort],
  towards: [{ peer: "n2", port }],
  request,
  control: "n2",
  backend: "auto",
};
type Proof = { backend: "netem" | "relay"; first_byte_ms: Record<"before" | "after", Record<string, FirstByte>> };

let servers: Servers;
vi.setConfig({ testTimeout: 120_000 });
beforeAll(async () => {
  if (typeof images !== "string") servers = await startServers(images.toolbox);
});
afterAll(async () => {
  await servers?.[Symbol.asyncDispose]();
});
beforeEach(async (context) => {
  await requireImages(context, "toolbox");
});
afterEach(async () => {
  if (servers) await heal();
});

const inject = (backend: LatencyPlan["backend"]) =>
  servers.within((context) => injectLatency(servers.cluster, { ...plan, backend }, context)) as Promise<Proof>;
const inForce = () => servers.within((context) => latencyInForce(servers.cluster, plan, context));
const heal = () => servers.within((context) => healLatency(servers.cluster, plan, context));

describe.each(["netem", "relay"] as const)("latency by %s", (backend) => {
  beforeEach(async (context) => {
    if (backend !== "netem") return;
    const lacking = await sh(
      `docker run --rm --network none --cap-add NET_ADMIN ${servers.cluster.spec.toolboxImage} tc qdisc add dev lo root netem delay 1ms`,
    ).then(() => undefined, String);
    if (lacking?.includes("qdisc kind is unknown")) context.skip("this kernel has no netem");
    if (lacking !== undefined) throw new Error(`whether this kernel has netem cannot be told: ${lacking}`);
  });

  it("delays the node's answers and nobody else's, and leaves nothing", async () => {
    expect(await inForce()).toBe("absent");
    const { first_byte_ms: taken, backend: used } = await inject(backend);
    expect(used).toBe(backend);
    expect(taken.after["n1"]!.least - taken.before["n1"]!.least).toBeGreaterThan(100);
    expect(taken.after["n2"]!.least - taken.before["n2"]!.least).toBeLessThan(75);
    expect(await inForce()).toBe("present");

    await inject(backend);
    expect(await inForce()).toBe("present");
    await heal();
    await heal();
    expect(await inForce()).toBe("absent");
    expect(await tool("traffic_control", "qdisc show")).not.toMatch(/netem|tbf/);
    expect(await tool("firewall", "-t nat -S")).not.toContain("NODE-RELAY");
    await expect.poll(sidecars, { timeout: 10_000 }).toEqual([]);
  });

  it("ends by the briefed commands", async () => {
    const metadata = await inject(backend);
    const repairs = latencyRepair(metadata);
    const commandOf = (which: Parameters<typeof networkCommand>[1]) => networkCommand(servers.cluster, which);
    for (const command of networkRepair(commandOf, { node: "n1", repairs })) await sh(command);
    expect(await inForce()).toBe("absent");
  });

  it("is gone once the node has restarted", async () => {
    await inject(backend);
    await servers.within((context) => servers.cluster.node("n1").restart({ graceS: 0 }, context));
    expect(await inForce()).toBe("absent");
    await heal();
    await expect.poll(sidecars, { timeout: 10_000 }).toEqual([]);
  });
});

describe("a relay", () => {
  it("resets connections that were there before it, and its own once the rules are gone", async () => {
    const straight = await connected();
    const closed = once(straight, "close");
    await inject("relay");
    await closed;

    const relayed = await connected();
    const reset = once(relayed, "close");
    await tool("firewall", "-t nat -F NODE-RELAY-IN");
    await reset;
    expect(await inForce()).toBe("partial");
  });

  it("leaves nothing where it was killed while it reset connections", async () => {
    for (const rule of ["-N NODE-RESET-IN", "-A NODE-RESET-IN -j DROP", "-I INPUT ! -i lo -j NODE-RESET-IN"]) {
      await tool("firewall", rule);
    }
    await heal();
    expect(await tool("firewall", "-S")).not.toContain("NODE-");
  });

  it("tells nothing in the list of containers", async () => {
    await inject("relay");
    const listed = await sh(`docker ps --all --no-trunc --filter label=eval.cluster=${servers.cluster.clusterId}`);
    expect(listed).not.toMatch(/relay|delay|latency|chaos|fault|inject|NODE-|-n1-|main/i);
    const names = await sidecars();
    expect(names).toHaveLength(1);
    expect(names[0]).not.toContain(servers.cluster.clusterId);
  });
});

/** From outside, through the published port, as a client: a connection on which an answer has come. */
async function connected() {
  for (;;) {
    const address = await servers.within((context) => servers.cluster.node("n1").address(echoPort, context));
    const socket = connect(Number(address?.split(":")[1]), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("here?");
    // The engine accepts before the node does, and ends it again where that one is not ready yet.
    const isUp = await Promise.race([once(socket, "data").then(() => true), once(socket, "close").then(() => false)]);
    if (isUp) return socket;
  }
}

async function sidecars(): Promise<string[]> {
  const { cluster, within } = servers;
  const { containers } = await within((context) => belongings(cluster.engine, cluster.clusterId, context));
  return containers.filter(({ Labels }) => Labels["eval.kind"] === "sidecar").flatMap(({ Names }) => Names);
}

function tool(which: Parameters<typeof networkCommand>[1], rest: string): Promise<string> {
  return sh(`${networkCommand(servers.cluster, which).replaceAll("{node}", "n1")} ${rest}`);
}

async function sh(command: string): Promise<string> {
  return (await promisify(execFile)("sh", ["-c", command])).stdout;
}
