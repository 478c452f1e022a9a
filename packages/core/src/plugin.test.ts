import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadPlugin, parseStrictly } from "./plugin.js";

const subject = (contract: number) => `export default {
  contract: ${contract}, name: "tiny", summary: "", options: {}, chaos: {},
  preflight() {}, create() {}, attach() {}, sweep() {},
};`;

describe("loading a plugin", () => {
  let folder: string;

  async function place(name: string, files: Record<string, string>): Promise<void> {
    await mkdir(join(folder, name), { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "plugin-"));
    const exportsOf = (entry: unknown) =>
      JSON.stringify({ name: "x", version: "1.2.3", type: "module", exports: entry });
    await place("node_modules/for-import", {
      "package.json": exportsOf({ ".": { import: "./main.js" } }),
      "main.js": subject(1),
    });
    await place("node_modules/plain", {
      "package.json": exportsOf({ ".": { default: "./main.js" } }),
      "main.js": subject(1),
    });
    await place("local", { "package.json": exportsOf("./main.js"), "main.js": subject(1) });
    await place("loose", {
      "newer.mjs": subject(2),
      "wrong.mjs": "export default 7;",
      "broken.mjs": "throw new Error('no\\nmore');",
    });
    await place("loose", { "lacking.mjs": "export default { contract: 1, name: 'x' };" });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(["for-import", "plain", "./local", "./local/main.js"])(
    "finds %s from the folder it is asked from",
    async (specifier) => {
      expect(await loadPlugin(specifier, folder)).toMatchObject({
        specifier,
        version: "1.2.3",
        subject: { name: "tiny" },
      });
    },
  );

  it.each([
    ["absent", "plugin_not_found", "@eval/subject-absent"],
    ["@team/absent", "plugin_not_found", "npm install @team/absent"],
    ["./absent", "plugin_not_found", "Check the path"],
    ["./loose/newer.mjs", "plugin_invalid", "contract"],
    ["./loose/wrong.mjs", "plugin_invalid", "defineSubject"],
    ["./loose/broken.mjs", "plugin_invalid", "node /"],
    ["./loose/lacking.mjs", "plugin_invalid", "defineSubject"],
  ])("refuses %s with %s and says what to do", async (specifier, code, hint) => {
    await expect(loadPlugin(specifier, folder)).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(hint) as string,
    });
  });

  it("says in one line what keeps a module from being loaded", async () => {
    await expect(loadPlugin("./loose/broken.mjs", folder)).rejects.toThrow(
      /^\.\/loose\/broken\.mjs was found but could not be loaded: Error: no$/,
    );
  });
});

describe("strict parsing", () => {
  const schema = z.strictObject({ fill_percent: z.number().min(1).max(99).default(80) });

  it("fills in defaults", () => {
    expect(parseStrictly(schema, {}, "params_invalid")).toEqual({ fill_percent: 80 });
  });

  it("refuses an unknown name with the nearest known one, and a bad value with its name", () => {
    expect(() => parseStrictly(schema, { fill_precent: 1 }, "params_invalid")).toThrow(
      "unknown parameter fill_precent; did you mean fill_percent?",
    );
    expect(() => parseStrictly(schema, { fill_percent: 100 }, "params_invalid")).toThrow(
      "fill_percent: give at most 99, not 100",
    );
  });
});
