import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { contextFor, newClusterId, TestCluster } from "./cluster.test.fixture.js";
import { candidateFolders } from "./cluster-folder.js";
import { thisHost } from "./host.js";
import subject from "./index.js";
import { layoutOf } from "./layout.js";

const listed = async () => ((await subject.listClusters?.(contextFor("any"))) ?? []).map(({ clusterId }) => clusterId);
const folderFor = (clusterId: string) => candidateFolders(clusterId, thisHost())[0]!;

it("lists a cluster from when it is made until it is swept, with its age", async () => {
  const began = Date.now();
  await using made = await TestCluster.create();
  const found = (await subject.listClusters?.(contextFor("any")))?.find(({ clusterId }) => clusterId === made.id);
  // Clocks of file systems are coarser.
  expect(Date.parse(found?.since ?? "")).toBeGreaterThan(began - 1000);
  await subject.sweep(made.id, contextFor(made.id));
  expect(await listed()).not.toContain(made.id);
});

it("lists what a creation cut short before its record has left, by an id that sweeps it", async () => {
  const id = newClusterId();
  const { folder, configRoot, bin, backup, archive } = layoutOf(folderFor(id));
  try {
    for (const part of [configRoot, bin, backup, archive]) await mkdir(part, { recursive: true });
    expect(await listed()).toContain(id);
    await subject.sweep(id, contextFor(id));
    expect(await listed()).not.toContain(id);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("lists no folder that is only called like one", async () => {
  const id = newClusterId();
  const folder = folderFor(id);
  try {
    await mkdir(join(folder, "bin"), { recursive: true });
    expect(await listed()).not.toContain(id);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
