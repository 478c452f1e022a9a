import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installAlso, installIn } from "./installed-folder.js";
import { manifestIn, packAll, publishedPackages, type Manifest } from "./published-packages.js";
import { runWell } from "./run-to-end.js";

/** For what installs, packs or runs a whole suite, on a machine that does other things beside it, in ms. */
const longMs = 300_000;

let work: string;
let tarballs: ReadonlyMap<string, string>;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "packed-"));
  tarballs = await packAll(work);
}, longMs);

afterAll(() => rm(work, { recursive: true, force: true }));

/** Without one the test fails for want of the file. */
function tarballOf(name: string): string {
  return tarballs.get(name) ?? `no tarball of ${name}`;
}

/** What people who publish subjects are given: to test with, and to begin with. */
const offered: { readonly [name: string]: string } = {
  "@eval/core": "package/dist/testing/",
  "@eval/cli": "package/template/",
};

describe.each(publishedPackages())("%s as it is published", (name) => {
  it("has a licence, a README and nothing of the workshop", async () => {
    const { stdout } = await runWell("tar", ["-tzf", tarballOf(name)], { cwd: work });
    const files = stdout.trim().split("\n");
    expect(files).toEqual(expect.arrayContaining(["package/LICENSE", "package/README.md", "package/package.json"]));
    const left = files.filter((file) => {
      const isGiven = file.startsWith(offered[name] ?? "nothing") && !file.endsWith(".map");
      return /fixture|tsbuildinfo|tsconfig|\.map$/.test(file) || (!isGiven && /\.test\.|\/(testing|src)\//.test(file));
    });
    expect(left).toEqual([]);
  });

  it("depends on what can be had, and says what it is", async () => {
    const { stdout } = await runWell("tar", ["-xzOf", tarballOf(name), "package/package.json"], { cwd: work });
    expect(stdout).not.toMatch(/"(workspace|catalog|link|file):/);
    const manifest = JSON.parse(stdout) as Manifest;
    for (const field of ["description", "keywords", "license", "engines", "exports"]) {
      expect(manifest, `${name} has no ${field}`).toHaveProperty(field);
    }
  });

  it("is what publint calls clean", async () => {
    const data = await readFile(tarballOf(name));
    const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it("is what are-the-types-wrong calls clean, for modules", async () => {
    const analysis = await checkPackage(createPackageFromTarballData(await readFile(tarballOf(name))));
    expect(analysis.types).not.toBe(false);
    // There is no CommonJS in it, and Node 10 knew no exports.
    const problems = (analysis.types === false ? [] : analysis.problems).filter(
      (problem) => !("resolutionKind" in problem) || !["node10", "node16-cjs"].includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
  });
});

describe("installed from tarballs with npm", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "installed-"));
    await installIn(folder, tarballs);
  }, longMs);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(publishedPackages())("the first command of the README of %s works", { timeout: longMs }, async (name) => {
    const readme = await readFile(join(folder, "node_modules", name, "README.md"), "utf8");
    const [, block = ""] = /```sh\nnpm install [^\n]*\n([^]*?)```/.exec(readme) ?? [];
    const runs = block.search(/^npx opseval run /m);
    const command = runs < 0 ? block : block.slice(0, runs);
    expect(command).not.toBe("");
    await runWell("/bin/sh", ["-ec", command], { cwd: folder });
  });

  it(
    "a plugin that it writes passes its own tests, is packed, and a trial is run on it",
    { timeout: longMs },
    async () => {
      const npx = (...args: string[]) => runWell("npx", ["--no-install", "opseval", ...args], { cwd: folder });
      await npx("plugin", "init", "my-subject");
      const plugin = join(folder, "my-subject");
      const tested = await runWell("npm", ["test"], { cwd: plugin });
      expect(tested.stdout).toMatch(/(^|\n). fail 0\n/);
      expect(tested.stdout).not.toMatch(/(^|\n). pass 0\n/);

      await runWell("npm", ["pack", "--pack-destination", work], { cwd: plugin });
      await installAlso(folder, join(work, `my-subject-${manifestIn(plugin).version}.tgz`));
      await rm(plugin, { recursive: true });

      const quick = ["--horizon", "20s", "--hold", "1s", "--quiet", "1s", "--json"];
      const run = await npx("run", "--plugin", "my-subject", "--chaos", "node_kill", "--operator", "remedy", ...quick);
      expect(JSON.parse(run.stdout)).toMatchObject({
        trials: [{ outcome: "success", healedBy: "operator", lostWrites: 0 }],
      });
      const checked = await npx("plugin", "check", "my-subject", "--filter", "plans alike", "--json");
      expect(JSON.parse(checked.stdout)).toMatchObject({ passed: 2, failed: 0, exitCode: 0 });
    },
  );
});
