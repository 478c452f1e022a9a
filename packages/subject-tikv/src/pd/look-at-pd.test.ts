import { afterEach, describe, expect, it } from "vitest";
import { contextFor } from "../context.test.fixture.js";
import { TestHttpServer, type Reply } from "../http-servers.test.fixture.js";
import { lookAtPd } from "./look-at-pd.js";
import { askHttp, askJson } from "./pd-http.js";

const api = "/pd/api/v1";
const members = JSON.stringify({
  members: ["pd1", "pd2", "pd3"].map((name, index) => ({ name, member_id: index + 1 })),
  leader: { name: "pd2" },
});
const answers: Record<string, Reply> = {
  [`${api}/members`]: members,
  [`${api}/health`]: '[{"name":"pd1","health":true}]',
  [`${api}/stores`]: '{"count":1,"stores":[{"store":{"id":1,"address":"tikv1:20160","state_name":"Up"},"status":{}}]}',
  [`${api}/schedulers`]: "[]",
  [`${api}/config`]: '{"schedule":{"leader-schedule-limit":4},"replication":{"max-replicas":3}}',
  [`${api}/stats/region`]: '{"count":7}',
  [`${api}/regions/check/miss-peer`]: '{"count":0,"regions":[]}',
  [`${api}/regions/check/pending-peer`]: '{"count":0,"regions":[]}',
  [`${api}/regions/check/down-peer`]: '{"count":0,"regions":[]}',
};

describe("a look at PD", () => {
  const started: TestHttpServer[] = [];
  const start = async (changes: Record<string, Reply> = {}) => {
    const server = await TestHttpServer.start(({ path }) => (path in changes ? changes[path] : answers[path]));
    started.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of started.splice(0)) await server[Symbol.asyncDispose]();
  });

  const noLeader = { status: 503, text: "redirect finds no leader" };

  it("asks everybody for the members, and only the leader for the rest", async () => {
    const [pd1, pd2] = [await start(), await start()];
    const addresses = { pd1: pd1.address, pd2: pd2.address, pd3: undefined };
    const view = await lookAtPd({ addresses, timeoutMs: 2000 }, contextFor());
    expect(view).toMatchObject({
      answering: { pd1: true, pd2: true, pd3: false },
      leader: "pd2",
      health: { pd1: true },
      regionCount: 7,
      schedulers: [],
      regions: { "miss-peer": { count: 0 } },
      config: { replication: { "max-replicas": 3 } },
    });
    expect(view.stores?.map(({ address }) => address)).toEqual(["tikv1:20160"]);
    expect(view.at).toBeGreaterThan(0);
    expect(pd1.calls.map(({ path }) => path)).toEqual([`${api}/members`]);
  });

  it("asks another one where the leader cannot be reached, and does not wait for those that stand still", async () => {
    const still = await start({ [`${api}/members`]: undefined });
    const pd3 = await start();
    const addresses = { pd1: still.address, pd2: undefined, pd3: pd3.address };
    const view = await lookAtPd({ addresses, timeoutMs: 500 }, contextFor());
    expect(view.answering).toEqual({ pd1: false, pd2: false, pd3: true });
    expect(view.stores).toHaveLength(1);
  });

  it("knows nothing where nobody has a leader", async () => {
    const pd1 = await start({ [`${api}/members`]: noLeader });
    const view = await lookAtPd({ addresses: { pd1: pd1.address }, timeoutMs: 500 }, contextFor());
    expect(view).toMatchObject({ answering: { pd1: false }, members: null, stores: null, config: null });
  });

  it("leaves open what is refused", async () => {
    const pd2 = await start({ [`${api}/stores`]: { status: 500, text: '"TiKV cluster not bootstrapped"' } });
    const view = await lookAtPd({ addresses: { pd2: pd2.address }, timeoutMs: 500 }, contextFor());
    expect(view.stores).toBeNull();
    expect(view.schedulers).toEqual([]);
  });

  it("stops when it is told to", async () => {
    const still = await start({ [`${api}/members`]: undefined });
    const controller = new AbortController();
    const looking = lookAtPd(
      { addresses: { pd1: still.address }, timeoutMs: 60_000 },
      contextFor(60_000, { signal: controller.signal }),
    );
    setTimeout(() => controller.abort(new Error("stopped")), 50);
    await expect(looking).rejects.toThrow("stopped");
  });

  it("sends what it is given as JSON, and tells why it was refused", async () => {
    const server = await TestHttpServer.start(({ method }) => (method === "POST" ? "" : noLeader));
    started.push(server);
    const post = {
      method: "POST",
      path: "/config",
      body: { "schedule.halt-scheduling": true },
      timeoutMs: 1000,
    } as const;
    expect((await askJson(server.address, post, contextFor())).value).toBeNull();
    expect(server.calls[0]?.body).toBe('{"schedule.halt-scheduling":true}');
    await expect(askJson(server.address, { path: "/x", timeoutMs: 1000 }, contextFor())).rejects.toThrow(
      /503 redirect finds no leader/,
    );
    expect((await askHttp(server.address, { path: "/x", timeoutMs: 1000 }, contextFor())).status).toBe(503);
    await expect(askHttp("127.0.0.1:1", { path: "/x", timeoutMs: 1000 }, contextFor())).rejects.toThrow(
      "127.0.0.1:1/x",
    );
  });
});
