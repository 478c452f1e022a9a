import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeSubject } from "@eval/core/testing";
import { checkClusters } from "./check-clusters.js";
import { addressesOf, checkDocker } from "./check-docker.js";
import { judgeAbility } from "./check-kernel.js";
import { checkNode } from "./check-node.js";
import { checkPlugin } from "./check-plugin.js";
import { checkSqlite } from "./check-sqlite.js";
import type { Check } from "./check.js";
import { doctorPage, isHealthy } from "./doctor-command.js";

describe("checkNode", () => {
  it.each([
    ["v20.19.0", "ok"],
    ["v22.0.0", "ok"],
    ["v20.18.9", "missing"],
    ["v18.20.0", "missing"],
  ])("finds %s %s", (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });
});

it("opens a real database", async () => {
  expect(await checkSqlite()).toMatchObject({ status: "ok", needed: true });
});

it("finds a subject that cannot be loaded missing, and says how to get it", async () => {
  const [check] = await checkPlugin("@eval/no-such-subject", tmpdir());
  expect(check).toMatchObject({ status: "missing", needed: true, todo: expect.stringContaining("npm install") });
});

describe("checkClusters", () => {
  const fake = new FakeSubject().subject;
  const check = (listClusters: typeof fake.listClusters) =>
    checkClusters({ ...fake, ...(listClusters ? { listClusters } : {}) }, { specifier: "./x", program: "npx opseval" });

  it("counts the clusters that are here, as information, and says what tells of them", async () => {
    const two = ["2026-01-03T00:00:00.000Z", "2026-01-02T00:00:00.000Z", null];
    expect(await check(async () => two.map((since, index) => ({ clusterId: String(index), since })))).toEqual([
      {
        name: "fake: clusters",
        status: "ok",
        needed: false,
        detail: "3 clusters of fake are on this host, the oldest since 2026-01-02T00:00:00.000Z",
        todo: "To see which, and whether anything explains them: npx opseval sweep --plugin ./x",
      },
    ]);
  });

  it("says nothing where there are none, or they cannot be listed", async () => {
    expect(await check(async () => [])).toEqual([]);
    expect(await check(() => Promise.reject(new Error("no engine")))).toEqual([]);
  });
});

describe("checkDocker", () => {
  async function answering<T>(body: string, work: (socket: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), "doctor-"));
    const server = createServer((_request, response) => response.end(body));
    const socket = join(folder, "docker.sock");
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      return await work(socket);
    } finally {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    }
  }

  it("asks the engine for its version", async () => {
    const check = await answering('{"Version":"27.1"}', (socket) => checkDocker({ DOCKER_HOST: `unix://${socket}` }));
    expect(check).toMatchObject({ status: "ok", detail: expect.stringContaining("27.1") });
  });

  it("does not take anything that answers for an engine", async () => {
    const check = await answering("hello", (socket) => checkDocker({ DOCKER_HOST: `unix://${socket}` }));
    expect(check.status).toBe("missing");
  });

  it("finds an engine that is not there missing, but not needed", async () => {
    const check = await checkDocker({ DOCKER_HOST: "unix:///nowhere/docker.sock" });
    expect(check).toMatchObject({ status: "missing", needed: false, detail: "/nowhere/docker.sock: not there" });
  });

  it("looks where DOCKER_HOST says, or at the usual places", () => {
    expect(addressesOf({ DOCKER_HOST: "tcp://10.0.0.1:2375" })).toEqual([{ host: "10.0.0.1", port: 2375 }]);
    expect(addressesOf({ XDG_RUNTIME_DIR: "/run/user/1" })).toEqual([
      { socketPath: "/var/run/docker.sock" },
      { socketPath: "/run/user/1/docker.sock" },
    ]);
  });
});

describe("judgeAbility", () => {
  const ability = {
    name: "netem",
    modules: ["sch_netem"],
    settings: ["CONFIG_NET_SCH_NETEM"],
    purpose: "slow networks",
  };
  const status = (facts: Partial<Parameters<typeof judgeAbility>[1]>) =>
    judgeAbility(ability, { loaded: new Set(), available: null, configuration: null, ...facts }).status;

  it("believes a loaded module, a module that can be loaded, and the kernel's configuration", () => {
    expect(status({ loaded: new Set(["sch_netem"]) })).toBe("ok");
    expect(status({ available: "kernel/net/sched/sch_netem.ko.zst:" })).toBe("ok");
    expect(status({ configuration: "CONFIG_A=y\nCONFIG_NET_SCH_NETEM=m\n" })).toBe("ok");
  });

  it("calls it missing only where the kernel says so", () => {
    expect(status({ configuration: "# CONFIG_NET_SCH_NETEM is not set\n" })).toBe("missing");
    expect(status({})).toBe("unknown");
  });
});

it("prints what is missing with what to do, and fails only for what is needed", () => {
  const checks: Check[] = [
    { name: "Node.js", status: "ok", needed: true, detail: "v20.19.0", todo: null },
    { name: "Docker engine", status: "missing", needed: false, detail: "not there", todo: "Install it." },
  ];
  expect(isHealthy(checks)).toBe(true);
  expect(isHealthy([{ ...checks[0]!, status: "missing" }])).toBe(false);
  expect(doctorPage(checks)).toMatchInlineSnapshot(`
    "ok       Node.js        v20.19.0
    missing  Docker engine  not there
                            Install it.

    Nothing that is needed is missing.
    "
  `);
});
