import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, waitHealthy, type JsonObject, type Problem } from "@eval/core";
import subject, { type TikvCluster } from "@eval/subject-tikv";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contextFor, findTikv, leftovers } from "./tikv.test.fixture.js";

const tikv = await findTikv();
const words = typeof tikv === "string" ? "real servers or stand-ins" : tikv.words;

/** Every wait has its own deadline; this is for twelve servers that start on a busy host. In ms. */
const patience = 240_000;

describe(`two clusters side by side on ${words}`, { timeout: patience }, () => {
  beforeEach((context) => {
    // In words what is lacking: an engine, an image, or a pair of images of one kind.
    if (typeof tikv === "string") context.skip(tikv);
  });

  const ids = [0, 1].map(() => randomUUID().replaceAll("-", "").slice(0, 12));
  let clusters: TikvCluster[] = [];

  beforeAll(async () => {
    if (typeof tikv === "string") return;
    clusters = await Promise.all(
      ids.map(async (id) => await subject.create(subject.options.parse(tikv.options), contextFor(id))),
    );
    for (const [index, cluster] of clusters.entries()) await waitHealthy(cluster, contextFor(ids[index] ?? ""));
  }, patience);

  afterAll(async () => {
    for (const [index, cluster] of clusters.entries()) {
      await cluster.destroy(contextFor(ids[index] ?? ""));
      await cluster[Symbol.asyncDispose]();
    }
    const left = await Promise.all(ids.map(leftovers));
    if (left.flat().length > 0) throw new Error(`there is left: ${left.flat().join(", ")}`);
  }, patience);

  const at = (index: number) => {
    const [cluster, id] = [clusters[index], ids[index]];
    if (!cluster || id === undefined) throw new Error("the clusters are made before the first test");
    return { cluster, context: (ms?: number) => contextFor(id, ms === undefined ? {} : { ms }) };
  };

  const untilProblem = async (index: number, key: string, ms = 30_000) => {
    const { cluster, context } = at(index);
    const end = systemClock.now() + ms;
    let last: readonly Problem[] = [];
    while (systemClock.now() < end) {
      last = (await cluster.observe(context(5000))).problems;
      if (last.some((problem) => problem.key === key)) return last;
      await systemClock.sleep(100);
    }
    throw new Error(`there is no ${key}: ${JSON.stringify(last)}`);
  };

  it("record stores under the names that PD gives them, and whether they are stand-ins", async () => {
    const { cluster, context } = at(0);
    const state = await cluster.captureState(context());
    expect(state).toMatchObject({ stand_in: tikv && typeof tikv !== "string" && tikv.standIn, store_count: 3 });
    expect(state["region_count"]).toBeGreaterThan(0);
    const stores = state["stores"] as readonly JsonObject[];
    expect(stores.map(({ address, state_name }) => [address, state_name]).toSorted()).toEqual([
      ["tikv1:20160", "Up"],
      ["tikv2:20160", "Up"],
      ["tikv3:20160", "Up"],
    ]);
    expect((state["pd_members"] as readonly JsonObject[]).map(({ name }) => name)).toEqual(["pd1", "pd2", "pd3"]);
  });

  it("have equal fingerprints", async () => {
    const [first, second] = await Promise.all(
      [0, 1].map(async (index) =>
        at(index).cluster.fingerprint(await at(index).cluster.captureState(at(index).context())),
      ),
    );
    expect(first).toEqual(second);
  });

  it("keep what was acknowledged, each its own", async () => {
    for (const n of [1, 2, 3]) await at(0).cluster.probe(n, at(0).context());
    expect(await at(0).cluster.lost([1, 2, 3, 4], at(0).context())).toEqual([4]);
    expect(await at(1).cluster.lost([1], at(1).context())).toEqual([1]);
  });

  it("leave the logs of every server", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tikv-logs-"));
    try {
      await at(0).cluster.collectLogs(folder, at(0).context());
      expect((await readdir(folder)).toSorted()).toEqual(
        at(0).cluster.topology.members.map(({ name }) => `${name}.log`),
      );
      expect(await readFile(join(folder, "pd1.log"), "utf8")).not.toBe("");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("do not see each other's faults, and a store that is gone does not cost what was acknowledged", async () => {
    const { cluster, context } = at(0);
    await cluster.docker.node("tikv1").kill(context());
    await untilProblem(0, "node_down:tikv1");
    await untilProblem(0, "regions_down_peer:tikv1");
    const { problems: elsewhere } = await at(1).cluster.observe(at(1).context());
    // On a busy machine any store may be slow.
    expect(elsewhere.filter(({ key }) => !key.startsWith("store_slow"))).toEqual([]);
    await cluster.probe(5, context(20_000));
    expect(await cluster.lost([1, 2, 3, 5], context())).toEqual([]);
    await cluster.docker.node("tikv1").start(context());
    await waitHealthy(cluster, context());
  });

  it("go on with two PDs of three, and say so when there is one", async () => {
    const { cluster, context } = at(0);
    for (const name of ["pd2", "pd3"]) await cluster.docker.node(name).kill(context());
    expect((await untilProblem(0, "pd_unavailable")).map(({ key }) => key)).toEqual(
      expect.arrayContaining(["node_down:pd2", "node_down:pd3", "pd_unresponsive:pd1"]),
    );
    for (const name of ["pd2", "pd3"]) await cluster.docker.node(name).start(context());
    await waitHealthy(cluster, context());
    expect(await cluster.lost([1, 2, 3, 5], context())).toEqual([]);
  });
});
