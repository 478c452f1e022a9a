import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Io } from "../io.js";
import { writeFolderSubject } from "../testing/folder-subject.js";
import { runInProcess } from "../testing/run-in-process.js";
import { createStage, fast, type Stage } from "../testing/spawn-cli.js";
import { lookFor } from "./process-identity.js";

let stage: Stage;
const sweep = (...args: string[]) => runInProcess(stage.folder, ["sweep", "--plugin", "./folders.mjs", ...args]);
const place = (...ids: string[]) =>
  Promise.all(ids.map((id) => mkdir(join(stage.folder, "clusters", id), { recursive: true })));
// A zombie is none.
const isAlive = async (pid: number) => (await lookFor(pid, { exists: () => false } as unknown as Io)).exists;
const left = () => readdir(join(stage.folder, "clusters"));

beforeEach(async () => {
  stage = await createStage();
  await writeFolderSubject(stage.folder);
});

afterEach(() => stage[Symbol.asyncDispose]());

describe("eval sweep --plugin", () => {
  it("lists clusters that nothing explains, without a database, and says what removes them", async () => {
    await place("a", "b");
    const { stdout, code } = await sweep();
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^2 clusters of fake are on this host that no record explains \(there is no database here\):\n/,
    );
    expect(stdout).toMatch(/^a {8}2026-01-02T03:04:05\.000Z {2}\d+ h \d\d min$/m);
    expect(stdout).toContain("A harness with another database may be using them.");
    expect(stdout).toContain("  npx opseval sweep --plugin ./folders.mjs --force\n");
    expect(stdout).toContain("  npx opseval sweep --plugin ./folders.mjs --cluster a\n");
    expect(await left()).toEqual(["a", "b"]);
  });

  it("removes those that are named, or all by force, and goes on where one cannot be removed", async () => {
    await place("a", "b", "c", "stuck");
    expect((await sweep("--cluster", "b")).stdout).toMatch(/^b: removed\n/);
    expect(await left()).toEqual(["a", "c", "stuck"]);
    const { stdout, code } = await sweep("--force");
    expect(stdout).toContain("stuck: could not be removed: cluster stuck: it is stuck\n");
    expect(code).toBe(1);
    expect(await left()).toEqual(["stuck"]);
  });

  it("leaves a cluster alone that a run which is alive uses, by force and by name", async () => {
    const args = ["--plugin", "./folders.mjs", "--chaos", "node_down", "--baseline", ...fast, "--horizon", "10m"];
    const alive = stage.start("run", ...args);
    await alive.stderrHas("cluster degraded");
    const [used] = await left();
    await place("other");
    const swept = JSON.parse(
      (await stage.run("sweep", "--plugin", "./folders.mjs", "--force", "--json")).stdout,
    ) as object;
    expect(swept).toMatchObject({ db: "eval.db", clusters: [{ clusterId: "other", did: "removed" }] });
    const named = await stage.run("sweep", "--plugin", "./folders.mjs", "--cluster", used ?? "");
    expect(named.stdout).toContain(`${used}: left alone: trial 1 of campaign 1: its run is alive`);
    expect(await left()).toEqual([used]);
    alive.child.kill("SIGTERM");
    await alive.finished;
    expect(await left()).toEqual([]);
  });

  it("ends an operator that is still at work on a cluster whose database is lost", async (context) => {
    if (!existsSync("/proc/self/stat")) return context.skip("needs /proc to tell a process from a zombie");
    const args = ["--plugin", "./folders.mjs", "--chaos", "node_down", "--operator-command", "sleep 600", ...fast];
    const killed = stage.start("run", ...args);
    await killed.stderrHas("operator started, pid ");
    killed.child.kill("SIGKILL");
    const pid = Number(/operator started, pid (\d+)/.exec((await killed.finished).stderr)?.[1]);
    await rm(join(stage.folder, "eval.db"));
    expect(await isAlive(pid)).toBe(true);
    expect((await stage.run("sweep", "--plugin", "./folders.mjs", "--force")).stdout).toContain(": removed\n");
    expect(await isAlive(pid)).toBe(false);
    expect(await left()).toEqual([]);
  });

  it("says so where a subject cannot list its clusters, and removes by name all the same", async () => {
    await place("a");
    const blind = 'import own from "./folders.mjs";\nexport default { ...own, listClusters: undefined };\n';
    await writeFile(join(stage.folder, "blind.mjs"), blind);
    const blindly = (...args: string[]) => runInProcess(stage.folder, ["sweep", "--plugin", "./blind.mjs", ...args]);
    expect((await blindly()).stdout).toContain("fake cannot list its clusters");
    expect((await blindly("--cluster", "a")).stdout).toContain("a: removed\n");
    expect(await left()).toEqual([]);
  });

  it("refuses a database that is not there, and a cluster of no subject", async () => {
    await place("a");
    const mistyped = await sweep("--db", "evil.db", "--force");
    expect(mistyped.stderr).toContain("error trial_not_found: There is no database at");
    expect((await runInProcess(stage.folder, ["sweep", "--cluster", "a"])).stderr).toContain(
      "--cluster needs --plugin",
    );
    expect(await left()).toEqual(["a"]);
  });
});
