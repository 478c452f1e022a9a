import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { root } from "./workspace.mjs";

/** @type {string} */
let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "closing-line-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Runs vitest on one file with the reporter alone.
 *
 * @param {string} source
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, lines: string[] }>}
 */
async function run(source, args = []) {
  await writeFile(join(folder, "sample.test.js"), source);
  const reporter = join(root, "scripts", "closing-line-reporter.mjs");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [vitest, "run", "--root", folder, "--globals", "--reporter", reporter, ...args],
      { cwd: folder },
      (error, stdout) => resolve({ code: Number(error?.code ?? 0), lines: stdout.trimEnd().split("\n") }),
    );
  });
}

it("ends with the counts alone on a line", async () => {
  const { code, lines } = await run(`it("a", () => {}); it("b", () => {});`);
  expect(lines.at(-1)).toBe("2 passed, 0 failed, 0 skipped");
  expect(code).toBe(0);
});

it("names each skipped test with its reason", async () => {
  const { code, lines } = await run(`
    it("a", () => {});
    describe("engine", () => { it("b", (context) => context.skip("no engine answers")); });
  `);
  expect(lines).toContainEqual(expect.stringMatching(/engine > b: no engine answers$/));
  expect(lines.at(-1)).toBe("1 passed, 0 failed, 1 skipped");
  expect(code).toBe(0);
});

it("fails a run in which a test is skipped without a reason", async () => {
  const { code, lines } = await run(`it("a", () => {}); it.skip("b", () => {}); it.todo("c");`);
  expect(lines.at(-1)).toBe("1 passed, 2 failed, 0 skipped");
  expect(code).toBe(1);
});

it("asks for no reasons when a name was asked for", async () => {
  const { code, lines } = await run(`it("a", () => {}); it("b", () => {});`, ["-t", "a"]);
  expect(lines.at(-1)).toBe("1 passed, 0 failed, 1 skipped");
  expect(code).toBe(0);
});

it("counts a file that cannot be loaded and a hook that throws as failed", async () => {
  const unloadable = await run(`throw new Error("at load");`);
  expect(unloadable.lines.at(-1)).toBe("0 passed, 1 failed, 0 skipped");
  expect(unloadable.code).toBe(1);

  const hook = await run(`beforeAll(() => { throw new Error("in hook"); }); it("a", () => {});`);
  expect(hook.lines.at(-1)).toBe("0 passed, 1 failed, 1 skipped");
  expect(hook.code).toBe(1);
});
