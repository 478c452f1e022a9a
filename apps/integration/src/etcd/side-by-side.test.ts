import { systemClock, waitHealthy, type Json } from "@eval/core";
import subject, { type EtcdCluster } from "@eval/subject-etcd";
import { afterAll, expect, it } from "vitest";
import { contextFor, leftovers, newClusterId } from "../docker-kit/cluster.test.fixture.js";
import { etcdOptions } from "./conformance.test.fixture.js";

const ids = [newClusterId(), newClusterId()] as const;
const looks = 10;

afterAll(async () => {
  for (const id of ids) await subject.sweep(id, contextFor(id));
});

it("a partition in one of two clusters side by side is not seen in the other", async (context) => {
  const found = await etcdOptions();
  // In words what is lacking: an engine or an image.
  if (typeof found === "string") return context.skip(found);
  const options = subject.options.parse(found);
  const create = async (id: string) => {
    const cluster = await subject.create(options, contextFor(id));
    await waitHealthy(cluster, contextFor(id));
    return cluster;
  };
  const [hurt, other]: [EtcdCluster, EtcdCluster] = await Promise.all([create(ids[0]), create(ids[1])]);
  const partition = subject.chaos["network_partition"]!;
  const plan = (await partition.plan(hurt, { role: "leader" }, contextFor(ids[0]))) as Json;
  await partition.inject(hurt, plan, contextFor(ids[0]));

  for (let look = 0; look < looks; look++) {
    await other.probe(look, contextFor(ids[1]));
    expect((await other.observe(contextFor(ids[1]))).problems).toEqual([]);
    await systemClock.sleep(200);
  }
  expect(await partition.inForce(hurt, plan, contextFor(ids[0]))).toBe("present");
  expect((await hurt.observe(contextFor(ids[0]))).status).toBe("degraded");

  await hurt.destroy(contextFor(ids[0]));
  expect(await leftovers(ids[0])).toEqual([]);
  expect((await other.observe(contextFor(ids[1]))).status).toBe("healthy");
});
