import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCluster } from "@eval/docker-kit";
import subject from "@eval/subject-etcd";
import { openStore } from "@eval/store";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contextFor, leftovers, newClusterId, serversSpec } from "../docker-kit/cluster.test.fixture.js";
import { requireImages } from "../testing/docker-images.js";

const evalBin = fileURLToPath(new URL("../../../../packages/cli/bin/eval.js", import.meta.url));
/** Of a registry that is not there, on this host. */
const absent = "127.0.0.1:9/absent:1";

describe("an image that is not here and cannot be had", () => {
  let folder: string;
  let here: { etcd: string; toolbox: string };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "absent-image-"));
  });
  afterAll(async () => await rm(folder, { recursive: true }));
  beforeEach(async (context) => {
    here = await requireImages(context, "etcd", "toolbox");
  });

  const withImages = (image: string) => [
    ...["--plugin", "@eval/subject-etcd"],
    ...["--option", `image=${image}`, "--option", `toolboxImage=${here.toolbox}`],
  ];

  it("ends a run with exit code 2 before its first trial, and says which option names another", async () => {
    const db = join(folder, "eval.db");
    const run = ["run", ...withImages(absent), "--chaos", "node_kill", "--operator", "nop", "--db", db];
    const { code, stderr } = await evaluate(run);
    expect(stderr).toContain(`error host_lacking: the image ${absent} is not here and cannot be had: `);
    expect(stderr).toContain("--option image=IMAGE");
    expect(code).toBe(2);
    await using store = await openStore(db);
    expect(await store.listTrials({})).toEqual([]);
  });

  it("is what the doctor misses, and nothing where all images are here", async () => {
    const lacking = await evaluate(["doctor", ...withImages(absent)]);
    expect(lacking.stdout).toMatch(new RegExp(`^missing +etcd: image ${absent} `, "m"));
    expect(lacking.code).toBe(2);
    const complete = await evaluate(["doctor", ...withImages(here.etcd)]);
    expect(complete.stdout).toContain("Nothing that is needed is missing.");
    expect(complete.code).toBe(0);
  });

  it("keeps a cluster from being made, and leaves nothing of it", async () => {
    const id = newClusterId();
    const options = subject.options.parse({ image: absent, toolboxImage: here.toolbox });
    const lacking = { code: "host_lacking", details: { image: absent } };
    await expect(subject.create(options, contextFor(id))).rejects.toMatchObject(lacking);
    await expect(startCluster(serversSpec(absent), contextFor(id))).rejects.toMatchObject(lacking);
    expect(await leftovers(id)).toEqual([]);
  });
});

async function evaluate(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [evalBin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  return { code, stdout, stderr };
}
