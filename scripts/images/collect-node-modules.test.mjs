import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectNodeModules } from "./collect-node-modules.mjs";

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "collect-node-modules-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("packages come with what they depend on, each once, also where they depend on each other", () => {
  install("a", "1.0.0", { b: "*" });
  install("b", "2.0.0", { c: "*", a: "*" });
  install("c", "3.0.0");
  install("unwanted", "1.0.0");
  expect(collectNodeModules(folder, ["a", "c"]).map(({ name, version }) => `${name}@${version}`)).toEqual([
    "a@1.0.0",
    "b@2.0.0",
    "c@3.0.0",
  ]);
});

test("two versions of one package cannot lie side by side, and what is not installed is named", () => {
  install("a", "1.0.0", { b: "*" });
  install("b", "1.0.0");
  install("c", "1.0.0", { b: "*" });
  install("c/node_modules/b", "2.0.0");
  expect(() => collectNodeModules(folder, ["a", "c"])).toThrow("b is needed as 1.0.0 and as 2.0.0");
  expect(() => collectNodeModules(folder, ["absent"])).toThrow("absent is not installed");
});

/**
 * @param {string} path below node_modules
 * @param {string} version
 * @param {Record<string, string>} dependencies
 */
function install(path, version, dependencies = {}) {
  mkdirSync(join(folder, "node_modules", path), { recursive: true });
  writeFileSync(join(folder, "node_modules", path, "package.json"), JSON.stringify({ version, dependencies }));
}
