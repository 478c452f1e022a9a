import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { connectEngine, listClusters, runOnce, startCluster, startSidecar, sweepCluster } from "@eval/docker-kit";
import { describe, expect, it } from "vitest";
import { requireImages } from "../testing/docker-images.js";
import { contextFor, leftovers, newClusterId, serversSpec } from "./cluster.test.fixture.js";

describe("what is left of a cluster", () => {
  it.for([1, 100, 300, 600, 1200])("is nothing when its start is aborted after %i ms", async (ms, context) => {
    const { toolbox } = await requireImages(context, "toolbox");
    const id = newClusterId();
    const signal = AbortSignal.timeout(ms);
    const starting = startCluster(serversSpec(toolbox), contextFor(id, { signal }));
    // A fast host may be done by then.
    const cluster = await starting.catch((error: unknown) =>
      signal.aborted ? undefined : Promise.reject(error as Error),
    );
    await cluster?.destroy(contextFor(id));
    expect(await leftovers(id)).toEqual([]);
  });

  it.for([300, 900])("can be swept by id alone when whoever made it was killed after %i ms", async (ms, context) => {
    const { toolbox } = await requireImages(context, "toolbox");
    const id = newClusterId();
    const child = spawn(process.execPath, ["--input-type=module", "-e", makingProgram(toolbox, id)], {
      stdio: "inherit",
    });
    await delay(ms);
    child.kill("SIGKILL");
    await once(child, "exit");
    await sweepCluster(id, contextFor(id));
    expect(await leftovers(id)).toEqual([]);
  });

  it("is listed under its id, with its age, as long as there is anything of it", async (context) => {
    const { toolbox } = await requireImages(context, "toolbox");
    const clusterId = newClusterId();
    const find = async (subject: string) =>
      (await listClusters(subject, contextFor(clusterId))).find((listed) => listed.clusterId === clusterId);
    const cluster = await startCluster(serversSpec(toolbox, ["n1"]), contextFor(clusterId));
    try {
      expect(Date.parse((await find("plain"))?.since ?? "")).not.toBeNaN();
      expect(await find("other")).toBeUndefined();
      const { docker } = await connectEngine(contextFor(clusterId));
      for (const { Id } of await docker.listContainers({
        all: true,
        filters: { label: [`eval.cluster=${clusterId}`] },
      })) {
        await docker.getContainer(Id).remove({ force: true });
      }
      // A network and volumes are enough.
      expect(await find("plain")).toBeDefined();
    } finally {
      await cluster.destroy(contextFor(clusterId));
    }
    expect(await find("plain")).toBeUndefined();
  });

  it("is not a neighbour's", async (context) => {
    const { toolbox } = await requireImages(context, "toolbox");
    const [first, second] = [newClusterId(), newClusterId()];
    const neighbour = await startCluster(serversSpec(toolbox, ["n1"]), contextFor(first));
    try {
      const cluster = await startCluster(serversSpec(toolbox, ["n1"]), contextFor(second));
      await cluster.destroy(contextFor(second));
      await cluster.destroy(contextFor(second));
      expect(await leftovers(second)).toEqual([]);
      expect((await neighbour.look(contextFor(first))).map(({ status }) => status)).toEqual(["running"]);
    } finally {
      await neighbour.destroy(contextFor(first));
    }
  });

  it("includes a container beside it that goes on, and none that was run once", async (context) => {
    const { toolbox } = await requireImages(context, "toolbox");
    const clusterId = newClusterId();
    const identity = { subject: "plain", clusterId };
    const engine = await connectEngine(contextFor(clusterId));
    const spec = { identity, image: toolbox };
    const brief = { ...spec, argv: ["sh", "-c", "cat; exit 4"], stdin: "in" };
    expect(await runOnce(engine, brief, contextFor(clusterId))).toEqual({ stdout: "in", stderr: "", exitCode: 4 });
    const signal = AbortSignal.timeout(500);
    const endless = { ...spec, argv: ["sleep", "600"] };
    await expect(runOnce(engine, endless, contextFor(clusterId, { signal }))).rejects.toThrow(/timeout/);
    expect(await leftovers(clusterId)).toEqual([]);
    await startSidecar(engine, endless, contextFor(clusterId));
    expect(await leftovers(clusterId)).toHaveLength(1);
    await sweepCluster(clusterId, contextFor(clusterId));
    expect(await leftovers(clusterId)).toEqual([]);
  });

  it("includes nothing that ended before it said that it was at work; what it said instead is told", async (context) => {
    const { toolbox } = await requireImages(context, "toolbox");
    const clusterId = newClusterId();
    const spec = { identity: { subject: "plain", clusterId }, image: toolbox, argv: ["sh", "-s"], ready: "ready" };
    const engine = await connectEngine(contextFor(clusterId));
    const start = (stdin: string) => startSidecar(engine, { ...spec, stdin }, contextFor(clusterId));
    await expect(start("echo nearly ready; echo no port >&2")).rejects.toThrow(/saying: no port/);
    // It is on its way out by itself.
    await expect.poll(() => leftovers(clusterId), { timeout: 10_000 }).toEqual([]);
    const id = await start("sleep 1; echo ready; sleep 600");
    expect(await leftovers(clusterId)).toHaveLength(1);
    expect((await engine.docker.getContainer(id).inspect()).State.Running).toBe(true);
    await sweepCluster(clusterId, contextFor(clusterId));
  });
});

function makingProgram(toolbox: string, id: string): string {
  const fixture = new URL("../../dist/docker-kit/cluster.test.fixture.js", import.meta.url).href;
  return `
    import { contextFor, serversSpec } from ${JSON.stringify(fixture)};
    import { startCluster } from ${JSON.stringify(import.meta.resolve("@eval/docker-kit"))};
    await startCluster(serversSpec(${JSON.stringify(toolbox)}), contextFor(${JSON.stringify(id)}));
  `;
}
