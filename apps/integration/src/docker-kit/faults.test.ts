import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  bandwidthInForce,
  bandwidthRepair,
  connectEngine,
  diskFillInForce,
  diskFillRepair,
  emptyDisk,
  fillDisk,
  healBandwidth,
  healLoss,
  HostNetwork,
  injectBandwidth,
  injectLoss,
  lossInForce,
  lossRepair,
  networkCommand,
  networkNeeds,
  networkRepair,
  type NetworkTool,
} from "@eval/docker-kit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findImages } from "../docker/find-images.js";
import { requireImages } from "../testing/docker-images.js";
import { startServers, type Servers } from "../docker/servers.js";

const images = await findImages("toolbox");

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

describe("a full disk", () => {
  const plan = { node: "n1", purpose: "data", file: "core.1", fill_percent: 100 };
  const inForce = () => servers.within((context) => diskFillInForce(servers.cluster, plan, context));
  const empty = () => servers.within((context) => emptyDisk(servers.cluster, plan, context));

  it("is met by the node itself, and by no other", async () => {
    await empty();
    expect(await inForce()).toBe("absent");
    const proof = await servers.within((context) => fillDisk(servers.cluster, plan, context));
    expect(proof).toMatchObject({ size: 8 * 2 ** 20, after: 100, no_space_met: true });
    expect(await inForce()).toBe("present");
    expect(await writing("n1")).toContain("No space left on device");
    expect(await writing("n2")).toBe("");

    await empty();
    await empty();
    expect(await inForce()).toBe("absent");
    expect(await writing("n1")).toBe("");
  });

  it("stays through a restart, may be set twice, and ends by an operator's hand", async () => {
    const most = { ...plan, fill_percent: 80 };
    const fill = () => servers.within((context) => fillDisk(servers.cluster, most, context));
    await fill();
    expect((await fill())["after"]).toBeCloseTo(80, 0);
    await servers.within((context) => servers.cluster.node("n1").restart({ graceS: 0 }, context));
    expect(await servers.within((context) => diskFillInForce(servers.cluster, most, context))).toBe("present");
    await sh(`docker exec ${servers.cluster.admin.containerName} ${diskFillRepair(most)}`);
    expect(await inForce()).toBe("absent");
  });

  it("is refused for a volume without bounds", async () => {
    const unbounded = { ...plan, node: "n3", purpose: "spare" };
    const filling = servers.within((context) => fillDisk(servers.cluster, unbounded, context));
    await expect(filling).rejects.toMatchObject({ code: "inject_failed" });
  });

  /** What the node says when it writes 64 KiB. */
  async function writing(node: string): Promise<string> {
    const argv = ["sh", "-c", "head -c 65536 /dev/zero > /data/own; rm -f /data/own"];
    return (await servers.within((context) => servers.cluster.node(node).exec(argv, {}, context))).stderr;
  }
});

describe("loss", () => {
  const plan = { node: "n1", percent: 40 };
  const inForce = () => servers.within((context) => lossInForce(servers.cluster, plan, context));

  it("loses that share of packets, ends by the briefed command, and leaves nothing", async () => {
    expect(await inForce()).toBe("absent");
    const proof = await servers.within((context) => injectLoss(servers.cluster, plan, context));
    const { seen, lost } = proof["packets"] as { seen: number; lost: number };
    expect(seen).toBeGreaterThan(100);
    expect(lost / seen).toBeGreaterThan(0.2);
    expect(lost / seen).toBeLessThan(0.6);
    expect(await inForce()).toBe("present");

    await repair(lossRepair);
    expect(await inForce()).toBe("absent");
    await servers.within((context) => healLoss(servers.cluster, plan, context));
    await servers.within((context) => healLoss(servers.cluster, plan, context));
    expect(await tool("firewall", "-S")).not.toContain("NODE-LINK");
  });
});

describe("bandwidth", () => {
  const plan = { node: "n1", kbit: 1000 };
  const inForce = () => servers.within((context) => bandwidthInForce(servers.cluster, plan, context));
  const inject = () => servers.within((context) => injectBandwidth(servers.cluster, plan, context));

  it("bounds what the node sends, and is gone after a removal, by the briefed command, or after a restart", async () => {
    expect(await inForce()).toBe("absent");
    expect(await inject()).toMatchObject({ kbit: 1000, measured_kbit: { after: expect.any(Number) as number } });
    expect(await inForce()).toBe("present");
    await repair(bandwidthRepair);
    expect(await inForce()).toBe("absent");

    await inject();
    const heal = () => servers.within((context) => healBandwidth(servers.cluster, plan, context));
    await heal();
    await heal();
    expect(await inForce()).toBe("absent");

    await inject();
    await servers.within((context) => servers.cluster.node("n1").restart({ graceS: 0 }, context));
    expect(await inForce()).toBe("absent");
  });
});

describe("what a host can do", () => {
  it("is found out in a container that may do no harm, and once", async () => {
    const host = new HostNetwork();
    const { toolboxImage } = servers.cluster.spec;
    const needs = Object.values(networkNeeds);
    const lacking = await servers.within((context) => host.preflight({ needs, toolboxImage }, context));
    // The other tests of this folder do what these needs stand for.
    expect(lacking).toEqual([]);
    await servers.within(async (context) => {
      const engine = await connectEngine(context);
      const once = await host.abilities(engine, toolboxImage, context);
      expect(await host.abilities(engine, toolboxImage, context)).toBe(once);
      expect(once).toMatchObject({ tbf: true, drop: true, redirect: true });
    });
  });

  it("is said in words where the toolbox cannot be had", async () => {
    const toolboxImage = "localhost:1/no-such-image";
    const needs = ["firewall", "docker"];
    const lacking = await servers.within((context) => new HostNetwork().preflight({ needs, toolboxImage }, context));
    expect(lacking).toMatchObject([
      { capability: "firewall", message: expect.stringContaining("no-such-image") as string },
    ]);
  });
});

async function repair(repairs: Parameters<typeof networkRepair>[1]["repairs"]): Promise<void> {
  const commandOf = (which: NetworkTool) => networkCommand(servers.cluster, which);
  for (const command of networkRepair(commandOf, { node: "n1", repairs })) await sh(command);
}

function tool(which: NetworkTool, rest: string): Promise<string> {
  return sh(`${networkCommand(servers.cluster, which).replaceAll("{node}", "n1")} ${rest}`);
}

async function sh(command: string): Promise<string> {
  return (await promisify(execFile)("sh", ["-c", command])).stdout;
}
