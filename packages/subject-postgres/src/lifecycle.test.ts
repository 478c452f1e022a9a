import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, realpathSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  allSegments,
  contextFor,
  leftovers,
  newClusterId,
  segmentsLeftBySetUp,
  segmentsOf,
  TestCluster,
} from "./cluster.test.fixture.js";
import { signalProcess } from "./cluster-processes.js";
import subject from "./index.js";
import { ownProgram } from "./own-program.test.fixture.js";
import { findProcess, listProcesses } from "./process-table.js";
import { options } from "./options.js";

describe("a cluster's life", () => {
  let shared: TestCluster;
  beforeAll(async () => {
    shared = await TestCluster.create();
  });
  afterAll(async () => {
    await shared[Symbol.asyncDispose]();
  });

  const supervisor = async () => {
    const title = `pg-supervisor ${shared.cluster.layout.run}`;
    const [entry] = await listProcesses((words) => words[0] === title);
    if (!entry) throw new Error("no supervisor");
    return entry;
  };

  it("starts with one primary and standbys that stream from it", async () => {
    await shared.reset();
    expect(await shared.cluster.roles(shared.context())).toEqual({ primaries: ["n1"], standbys: ["n2", "n3"] });
    const state = await shared.cluster.captureState(shared.context());
    expect(state).toMatchObject({ node_count: 3, nodes_up: 3, primary: "n1" });
  });

  it("is read and administered within deadlines that are no whole number of milliseconds", async () => {
    await shared.reset();
    const { cluster } = shared;
    // Below what a look takes at most: the time that is left decides, and it has fractions.
    expect(await cluster.lost([1], shared.context({ ms: 2000 }))).toEqual([1]);
    const stop = { verb: "stop", node: "n3", timeoutMs: 5000.5 };
    expect(await cluster.admin(stop, shared.context())).toBe("n3 stopped");
  });

  it("has the same fingerprint after a reset as another fresh cluster, however badly it was left", async () => {
    await using other = await TestCluster.create();
    const fresh = other.cluster.fingerprint(await other.cluster.captureState(other.context()));
    const { cluster } = shared;
    const context = shared.context();
    await shared.reset();
    await cluster.probe(1, context);
    await cluster.sql("n1", "DELETE FROM account WHERE id = 7", context);
    await cluster.sql("n1", "ALTER ROLE app CONNECTION LIMIT 3", context);
    await cluster.sql("n1", "ALTER SYSTEM SET work_mem = '1MB'", context);
    await cluster.sql("n1", "CREATE TABLE more (id int)", context);
    await cluster.admin({ verb: "autorestart", node: "n2", args: ["200"] }, context);
    await cluster.admin({ verb: "remove", node: "n3" }, context);
    await cluster.admin({ verb: "stop", node: "n2" }, context);
    await cluster.admin({ verb: "promote", node: "n3" }, context);
    expect(cluster.fingerprint(await cluster.captureState(context))).not.toEqual(fresh);
    await shared.reset();
    expect(cluster.fingerprint(await cluster.captureState(context))).toEqual(fresh);
    expect(await cluster.lost([1], context)).toEqual([1]);
  });

  it("sees in its fingerprint a changed row, role, setting and access rule", async () => {
    const { cluster } = shared;
    await shared.reset();
    const context = shared.context();
    const print = async () => cluster.fingerprint(await cluster.captureState(context));
    const fresh = await print();
    const differing: string[] = [];
    for (const change of [
      "UPDATE account SET balance = 0 WHERE id = 1",
      "ALTER ROLE app VALID UNTIL '2030-01-01'",
      "ALTER ROLE app SET synchronous_commit = off",
      "ALTER SYSTEM SET work_mem = '1MB'; ",
    ]) {
      await cluster.sql("n1", change, context);
      await cluster.sql("n1", "SELECT pg_reload_conf(), pg_sleep(0.2)", context);
      const now = await print();
      if (JSON.stringify(now) !== JSON.stringify(fresh)) differing.push(change);
      await shared.reset();
    }
    expect(differing).toHaveLength(4);
    expect(await print()).toEqual(fresh);
  });

  it("leaves its nodes running when the supervisor is killed, and adopts them when it returns", async () => {
    await shared.reset();
    const before = await shared.cluster.inspect(shared.context());
    await signalProcess(await supervisor(), "SIGKILL");
    await shared.untilProblem("supervisor_down");
    const { launchSupervisor } = await import("./supervisor-launch.js");
    await launchSupervisor(shared.cluster.layout, shared.context());
    await shared.untilHealthy();
    const after = await shared.cluster.inspect(shared.context());
    expect(after.nodes.map(({ pid }) => pid)).toEqual(before.nodes.map(({ pid }) => pid));
    await shared.cluster.admin({ verb: "restart", node: "n2" }, shared.context());
    await shared.untilHealthy();
  });

  it("notices that an adopted node has ended, and restarts it where that is its policy", async () => {
    await shared.cluster.admin({ verb: "autorestart", node: "n3", args: ["50"] }, shared.context());
    await signalProcess(await supervisor(), "SIGKILL");
    await shared.untilProblem("supervisor_down");
    const { launchSupervisor } = await import("./supervisor-launch.js");
    await launchSupervisor(shared.cluster.layout, shared.context());
    const { pid } = await shared.cluster.inspectNode("n3", shared.context());
    const postmaster = await findProcess(pid ?? 0);
    if (!postmaster) throw new Error("n3 is not running");
    await signalProcess(postmaster, "SIGKILL");
    await shared.untilHealthy();
    expect((await shared.cluster.inspectNode("n3", shared.context())).pid).not.toBe(pid);
  });

  it("comes back from a reset after its supervisor and all nodes were killed", async () => {
    await signalProcess(await supervisor(), "SIGKILL");
    for (const node of shared.cluster.nodes) {
      for (const entry of await shared.cluster.processes(node)) await signalProcess(entry, "SIGKILL");
    }
    await shared.reset();
    expect(await shared.cluster.roles(shared.context())).toEqual({ primaries: ["n1"], standbys: ["n2", "n3"] });
  });

  it("has the data of a fresh one after a reset even in files that were changed and then dated back", async () => {
    await shared.reset();
    await shared.cluster.admin({ verb: "stop", node: "n3" }, shared.context());
    const data = shared.cluster.layout.data("n3");
    const changed = join(data, "PG_VERSION");
    const { atime, mtime, size } = await stat(changed);
    await writeFile(changed, "9".padEnd(size, "\n"));
    await utimes(changed, atime, mtime);
    await writeFile(join(data, "base", "more"), "more");
    await rm(join(data, "pg_ident.conf"));
    await shared.reset();
    expect(await readFile(changed, "utf8")).toBe("18\n");
    expect(existsSync(join(data, "base", "more"))).toBe(false);
    expect(existsSync(join(data, "pg_ident.conf"))).toBe(true);
  });

  it("is found again by its handle, and not when nothing is left of it", async () => {
    const handle = JSON.parse(JSON.stringify(shared.cluster.handle)) as typeof shared.cluster.handle;
    const attached = await subject.attach(handle, shared.context());
    expect((await attached?.observe(shared.context()))?.status).toBe("healthy");
    expect(await subject.attach({ folder: "/tmp/pg-nothing" }, shared.context())).toBeUndefined();
    expect(await subject.attach(null, shared.context())).toBeUndefined();
  });
});

describe("the end of a cluster", () => {
  it("leaves nothing after destroy, which may be called twice", async () => {
    const { id, cluster } = await TestCluster.create();
    expect(await leftovers(id)).not.toEqual([]);
    await cluster.destroy(contextFor(id));
    await cluster.destroy(contextFor(id));
    expect(await leftovers(id)).toEqual([]);
  });

  it("leaves no shared memory of a node that was killed", async () => {
    const made = await TestCluster.create();
    const segments = segmentsOf(made.cluster);
    expect(segments).toHaveLength(existsSync("/proc/sysvipc/shm") ? 3 : 0);
    for (const entry of await made.cluster.processes("n2")) await signalProcess(entry, "SIGKILL");
    await made.untilProblem("node_down:n2");
    await made.cluster.destroy(made.context());
    expect(allSegments().filter((segment) => segments.includes(segment))).toEqual([]);
  });

  it("leaves nothing after sweep, which needs no handle", async () => {
    const { id } = await TestCluster.create();
    await subject.sweep(id, contextFor(id));
    expect(await leftovers(id)).toEqual([]);
    await subject.sweep(id, contextFor(id));
  });

  it.each([5, 150, 250, 400, 600])("leaves nothing when create is aborted after %i ms", async (ms) => {
    const before = await segmentsLeftBySetUp();
    const id = newClusterId();
    const signal = AbortSignal.timeout(ms);
    await expect(subject.create(options.parse({}), contextFor(id, { signal }))).rejects.toThrow(/aborted|timeout/i);
    expect(await leftovers(id)).toEqual([]);
    expect((await segmentsLeftBySetUp()).filter((segment) => !before.includes(segment))).toEqual([]);
  });

  it("is not brought about by a second create with its id, which is refused", async () => {
    await using made = await TestCluster.create();
    await expect(subject.create(options.parse({}), made.context())).rejects.toThrow(/already/);
    expect((await made.cluster.observe(made.context())).status).toBe("healthy");
  });

  it.each([300, 450, 700, 1000])("can be swept when whoever created it was killed after %i ms", async (ms) => {
    const id = newClusterId();
    const child = spawn(process.execPath, ownProgram(`await subject.create({}, contextFor(${JSON.stringify(id)}));`));
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.kill("SIGKILL");
    await subject.sweep(id, contextFor(id));
    expect(await leftovers(id)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await leftovers(id)).toEqual([]);
  });

  it("is found by its processes where it was made with another folder for temporary things", async () => {
    const id = newClusterId();
    const elsewhere = await mkdtemp(join(realpathSync("/var/tmp"), "elsewhere-"));
    await chmod(elsewhere, 0o755);
    try {
      const body = `await subject.create({}, contextFor(${JSON.stringify(id)})); process.exit(0);`;
      const env = { PATH: "/usr/bin:/bin", TMPDIR: elsewhere };
      await once(spawn(process.execPath, ownProgram(body), { env }), "exit");
      expect(existsSync(join(elsewhere, `pg-${id}`, "cluster.json"))).toBe(true);
      await subject.sweep(id, contextFor(id));
      expect(existsSync(join(elsewhere, `pg-${id}`))).toBe(false);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it("does not touch another cluster", async () => {
    await using first = await TestCluster.create();
    const second = await TestCluster.create();
    await second.cluster.destroy(second.context());
    expect((await first.cluster.observe(first.context())).status).toBe("healthy");
  });

  it("ends all processes of a supervisor that has lost its folder", async () => {
    const made = await TestCluster.create();
    const { removeClusterFolder } = await import("./cluster-folder.js");
    await removeClusterFolder(made.cluster.layout);
    await expect.poll(async () => await leftovers(made.id), { timeout: 10_000 }).toEqual([]);
  });
});
