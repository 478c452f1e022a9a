import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runInProcess } from "../testing/run-in-process.js";
import { version } from "../version.js";

let folder: string;
const init = (...args: string[]) => runInProcess(folder, ["plugin", "init", ...args]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plugin-init-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** That what is written works is proved in apps/integration, where it is installed. */
describe("eval plugin init", () => {
  it("writes a package under the names given, for this version, and says what is next", async () => {
    const { code, stdout } = await init("my-queue", "--package", "@me/queue", "--dir", "queue");
    expect(code).toBe(0);
    expect(stdout).toContain("  cd queue\n  npm install\n  npm test\n  npx opseval plugin check .\n");
    expect(stdout).toContain("  npm install CHECKOUT/tarballs/*.tgz\n");
    const manifest = JSON.parse(await readFile(join(folder, "queue", "package.json"), "utf8")) as object;
    const range = `^${version()}`;
    expect(manifest).toMatchObject({ name: "@me/queue", peerDependencies: { "@eval/core": `>=${version()}` } });
    expect(manifest).toMatchObject({ devDependencies: { "@eval/core": range, "@eval/cli": range } });
    const source = await readFile(join(folder, "queue", "src", "index.js"), "utf8");
    expect(source).toContain('name: "my-queue"');
    const files = await readdir(join(folder, "queue"), { recursive: true });
    expect(files).toEqual(expect.arrayContaining([".gitignore", "README.md", ".github/workflows/ci.yml"]));
    for (const file of files.filter((name) => /\.\w+$/.test(name))) {
      const text = await readFile(join(folder, "queue", file), "utf8").catch(() => "");
      expect(`${file}: ${text}`).not.toMatch(/my-subject|docs:/);
    }
  });

  it("refuses names that will not do, and writes nothing", async () => {
    for (const name of ["My-Subject", "my_subject", "x-", "../x", "x".repeat(41)]) {
      expect((await init(name, "--dir", "there")).stderr).toContain("a subject cannot be called");
    }
    expect((await init("fine", "--package", "Not/Fine")).stderr).toContain("an npm package cannot be called");
    expect(await readdir(folder)).toEqual([]);
  });

  it("overwrites nothing", async () => {
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "taken", "mine.txt"), "mine");
    await writeFile(join(folder, "file"), "mine");
    expect((await init("taken")).stderr).toContain("taken is not empty");
    expect((await init("fine", "--dir", "file")).stderr).toContain("file cannot be used");
    expect(await readdir(join(folder, "taken"))).toEqual(["mine.txt"]);
    await mkdir(join(folder, "empty"));
    expect((await init("empty")).code).toBe(0);
  });
});
