import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { digestFiles } from "./digest-files.mjs";

/** @type {string} */
let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "digest-files-"));
  await mkdir(join(folder, "src", "deep"), { recursive: true });
  await writeFile(join(folder, "src", "deep", "a.ts"), "one");
  await writeFile(join(folder, "package.json"), "{}");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const digest = (/** @type {readonly string[]} */ facts = []) =>
  digestFiles(folder, ["src", "package.json", "absent"], facts);

it("stays the same while nothing changes", () => {
  expect(digest(["20"])).toBe(digest(["20"]));
});

it("changes with a content, a name, a new file, a file that was absent, and a fact", async () => {
  const seen = [digest(), digest(["22"])];
  await writeFile(join(folder, "src", "deep", "a.ts"), "two");
  seen.push(digest());
  await rename(join(folder, "src", "deep", "a.ts"), join(folder, "src", "deep", "b.ts"));
  seen.push(digest());
  await writeFile(join(folder, "src", "c.ts"), "");
  seen.push(digest());
  await writeFile(join(folder, "absent"), "");
  seen.push(digest());
  expect(new Set(seen).size).toBe(seen.length);
});
