import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { systemClock, type CampaignSpec, type Context } from "@eval/core";
import { commandOperator } from "@eval/operator";
import { openStore, type Store } from "@eval/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Io } from "../io.js";
import { event, started } from "../testing/sample-trial.js";
import { thisProcess } from "./process-identity.js";
import { settleRemains } from "./settle-remains.js";

/** A subject that only notes which clusters it was asked to sweep; refuses those called `stuck`. */
const plugin = `
import { appendFileSync } from "node:fs";
const none = () => { throw new Error("not needed"); };
export default {
  contract: 1, name: "noting", summary: "", options: {}, chaos: {}, preflight: none, create: none, attach: none,
  sweep: async (id) => {
    if (id === "stuck") throw new Error("no engine");
    appendFileSync(new URL("./swept", import.meta.url), id + "\\n");
  },
};
`;

const io = { cwd: tmpdir(), program: "npx opseval", host: { pid: process.pid }, exists: () => false } as unknown as Io;
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "settle-"));
  await writeFile(join(folder, "plugin.mjs"), plugin);
  store = await openStore(join(folder, "eval.db"));
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const campaign = (): CampaignSpec => ({
  name: null,
  subject: "noting",
  plugin: join(folder, "plugin.mjs"),
  chaosType: "node_down",
  trialCount: 1,
  baseline: false,
  variant: null,
  seed: "s",
  config: {},
  host: {},
  createdAt: "2026-01-02T03:04:05.000Z",
});

async function begin(clusterId: string, harness: object): Promise<number> {
  const id = await store.beginCampaign(campaign());
  const trial = await store.beginTrial(id, started({ clusterId, process: { ...harness } }));
  await store.append(trial, [event("cluster.creating", 1, { clusterId })]);
  return trial;
}

const swept = async () => (await readFile(join(folder, "swept"), "utf8").catch(() => "")).split("\n").filter(Boolean);
const said: string[] = [];
const settle = (force = false) =>
  settleRemains({ store, io, clock: systemClock, say: (line) => said.push(line), force });

async function deadProcess(): Promise<object> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const identity = await thisProcess({ ...io, host: { ...io.host, pid: child.pid! } });
  child.kill("SIGKILL");
  await once(child, "exit");
  return identity;
}

describe("settleRemains", () => {
  it("ends what a dead run left, and sweeps its cluster", async () => {
    const trial = await begin("left", await deadProcess());
    expect(await settle()).toMatchObject([{ what: "trial", trialId: trial, did: "settled" }]);
    expect(await swept()).toEqual(["left"]);
    expect(await store.getTrial(trial)).toMatchObject({ outcome: "invalid", outcomeCode: "harness_died" });
    expect(await settle()).toEqual([]);
  });

  it("leaves trials of a run that is alive alone, whatever is asked", async () => {
    const trial = await begin("alive", await thisProcess(io));
    expect(await settle(true)).toMatchObject([{ did: "left" }]);
    expect(await swept()).toEqual([]);
    expect(await store.getTrial(trial)).toMatchObject({ outcome: null });
  });

  it("leaves trials of another machine alone unless forced", async () => {
    const identity = { ...(await thisProcess(io)), hostname: `not-${hostname()}` };
    await begin("elsewhere", identity);
    expect(await settle()).toMatchObject([{ did: "left", why: `it ran on not-${hostname()}` }]);
    expect(said.at(-1)).toContain("(`npx opseval sweep --force` ends it)");
    expect(await settle(true)).toMatchObject([{ did: "settled" }]);
    expect(await swept()).toEqual(["elsewhere"]);
  });

  it("sweeps a cluster that outlived its ended trials", async () => {
    const trial = await begin("outlived", await deadProcess());
    await store.append(trial, [event("trial.ended", 2, {})]);
    expect(await settle()).toMatchObject([{ what: "cluster", clusterId: "outlived", did: "settled" }]);
    expect(await swept()).toEqual(["outlived"]);
    expect(await settle()).toEqual([]);
  });

  it("keeps on record what could not be removed, and goes on with the rest", async () => {
    const dead = await deadProcess();
    const stuck = await begin("stuck", dead);
    await begin("left", dead);
    expect(await settle()).toMatchObject([{ did: "failed" }, { did: "settled" }]);
    expect(said.at(-2)).toContain("no engine");
    expect(await store.getTrial(stuck)).toMatchObject({ outcome: null });
    expect(await settle()).toMatchObject([{ clusterId: "stuck", did: "failed" }]);
  });

  it("ends a managed operator that outlived its run", async () => {
    const context = { clusterId: "left", signal: new AbortController().signal } as Context;
    const operator = commandOperator({ command: "sleep 600", isolation: "shared" });
    const briefing = { summary: "", endpoints: [], nodes: [], commands: {} };
    const running = await operator.start({ briefing, handle: {} }, context);
    const trial = await begin("left", await deadProcess());
    await store.append(trial, [event("operator.started", 2, { facts: running.facts })]);
    expect(await settle()).toMatchObject([{ did: "settled" }]);
    expect(await running.ended).toMatchObject({ signal: "SIGKILL" });
    const stopped = (await store.getEvents(trial)).find(({ type }) => type === "operator.stopped");
    expect(stopped?.data).toMatchObject({ killed: true, survivors: [] });
    await running[Symbol.asyncDispose]();
  });
});
