import {
  attachCluster,
  healPartition,
  injectPartition,
  networkCommand,
  networkRepair,
  partitionInForce,
  partitionRepair,
  type PartitionPlan,
} from "@eval/docker-kit";
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findImages } from "../docker/find-images.js";
import { requireImages } from "../testing/docker-images.js";
import { echoPort, port, startServers, type Servers } from "../docker/servers.js";

const images = await findImages("toolbox");
const plan: PartitionPlan = { node: "n1", peers: ["n2", "n3"], ports: null };

/** Speaks to n1 on one connection until it is told to stop, then prints when answers came, in ms since 1970. */
const holding = `
const fs = require("node:fs");
const echoes = [];
const socket = require("node:net").connect(${echoPort}, "n1", () => setInterval(() => socket.write("?"), 50));
socket.on("error", () => undefined);
socket.on("data", () => echoes.push(Date.now()) === 1 && fs.writeFileSync("/tmp/echoed", "once"));
setInterval(() => fs.existsSync("/tmp/stop") && process.stdout.write(JSON.stringify(echoes), () => process.exit()), 100);
`;

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

const inject = (what = plan) => servers.within((context) => injectPartition(servers.cluster, what, context));
const inForce = (what = plan) => servers.within((context) => partitionInForce(servers.cluster, what, context));
const heal = () => servers.within((context) => healPartition(servers.cluster, plan, context));

describe("a partition", () => {
  it("blocks both directions, and nothing between others; its removal leaves nothing, twice and without it", async () => {
    await heal();
    expect(await inForce()).toBe("absent");

    const proof = await inject();
    expect(proof).toMatchObject({
      before: { [`n1>n2:${port}`]: "open", [`n1>n3:${port}`]: "open" },
      after: {
        [`n1>n2:${port}`]: "blocked",
        [`n1>n3:${port}`]: "blocked",
        [`n2>n1:${port}`]: "blocked",
        [`n3>n1:${port}`]: "blocked",
        [`n2>n3:${port}`]: "open",
        [`n3>n2:${port}`]: "open",
      },
    });
    expect(await inForce()).toBe("present");

    await heal();
    await heal();
    expect(await inForce()).toBe("absent");
    expect(await firewall("-S")).toBe("-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n");
  });

  it("blocks connections that were there before it", async () => {
    const n2 = servers.cluster.node("n2");
    const held = servers.within((context) => n2.exec(["node", "-e", holding], {}, context));
    const echoed = () => servers.within((context) => n2.readFile("/tmp/echoed", context));
    await expect.poll(echoed, { timeout: 20_000 }).toBe("once");
    await inject();
    const blockedFrom = Date.now();
    await delay(1000);
    await servers.within((context) => n2.writeFile("/tmp/stop", "now", context));
    const echoes = JSON.parse((await held).stdout) as number[];
    expect(echoes.length).toBeGreaterThan(0);
    expect(echoes.filter((at) => at > blockedFrom)).toEqual([]);
    await heal();
  });

  it("is not taken for absent where the toolbox is lacking", async () => {
    const { cluster, within } = servers;
    const place = { spec: { ...cluster.spec, toolboxImage: "eval-test/none" }, clusterId: cluster.clusterId };
    const attached = await within((context) => attachCluster(place, context));
    if (!attached) throw new Error("the cluster is gone");
    await expect(within((context) => partitionInForce(attached, plan, context))).rejects.toThrow(/no such image/i);
  });

  it("may be set twice, and of single ports", async () => {
    const one = { ...plan, ports: [port] };
    await inject();
    await expect(inject(one)).rejects.toMatchObject({ code: "inject_failed" });
    await heal();
    expect(await inject(one)).toMatchObject({ rules: 8 });
    expect(await inForce(one)).toBe("present");
    await heal();
  });

  it("ends by the briefed command, and is there in part after half of it", async () => {
    await inject();
    await firewall("-D INPUT ! -i lo -j NODE-PEERS");
    expect(await inForce()).toBe("partial");
    const commands = networkRepair((tool) => networkCommand(servers.cluster, tool), {
      node: "n1",
      repairs: partitionRepair,
    });
    for (const command of commands) await sh(command);
    expect(await inForce()).toBe("absent");
    await heal();
  });

  it("is gone once the node has restarted or was replaced, and needs no removal then", async () => {
    await inject();
    await servers.within((context) => servers.cluster.node("n1").restart({ graceS: 0 }, context));
    expect(await inForce()).toBe("absent");
    await heal();

    await servers.within((context) => servers.cluster.node("n1").kill(context));
    expect(await inForce()).toBe("absent");
    await heal();
    await servers.within((context) => servers.cluster.recreate("n1", {}, context));
    expect(await inForce()).toBe("absent");
  });
});

function firewall(rule: string): Promise<string> {
  return sh(`${networkCommand(servers.cluster, "firewall").replaceAll("{node}", "n1")} ${rule}`);
}

async function sh(command: string): Promise<string> {
  return (await promisify(execFile)("sh", ["-c", command])).stdout;
}
