import { expect, it } from "vitest";
import { judgeImport } from "./judge-import.mjs";

const core = { name: "@eval/core", manifest: { exports: { ".": {}, "./testing": {} }, dependencies: { zod: "1" } } };
const store = {
  name: "@eval/store",
  manifest: { dependencies: { "@eval/core": "1" }, devDependencies: { vitest: "1" } },
};
const packages = [core, store];

/**
 * @param {{ name: string, manifest: Record<string, any> }} importer
 * @param {string} specifier
 */
function judge(importer, specifier, file = "src/file.ts") {
  return judgeImport({ specifier, file, importer, packages });
}

it("accepts what points down, is declared and is exported", () => {
  expect(judge(store, "@eval/core")).toBeUndefined();
  expect(judge(store, "@eval/core/testing")).toBeUndefined();
  expect(judge(store, "node:fs")).toBeUndefined();
  expect(judge(store, "./other.js")).toBeUndefined();
  expect(judge(store, "../other.js", "src/deep/file.ts")).toBeUndefined();
  expect(judge(core, "zod")).toBeUndefined();
});

it("refuses an import that points up", () => {
  expect(judge(core, "@eval/store")).toContain("@eval/core may import none of our packages");
});

it("refuses a subject in a package that loads subjects by name", () => {
  const cli = { name: "@eval/cli", manifest: { dependencies: { "@eval/subject-postgres": "1" } } };
  expect(judge(cli, "@eval/subject-postgres")).toContain("may import only");
});

it("refuses to reach past an exports map", () => {
  expect(judge(store, "@eval/core/dist/fold.js")).toContain("does not offer");
});

it("refuses a relative path out of the package", () => {
  expect(judge(store, "../../core/src/fold.js", "src/file.ts")).toContain("leaves the package");
});

it("refuses what the manifest does not list, and development tools outside of tests", () => {
  expect(judge(store, "left-pad/index.js")).toContain("imports left-pad, which its package.json does not list");
  expect(judge(store, "vitest")).toContain("does not list");
  expect(judge(store, "vitest", "src/file.test.ts")).toBeUndefined();
});

it("keeps what is made for tests out of everything else, unless it is published", () => {
  expect(judge(store, "./testing/seed-file.js", "src/store.ts")).toContain("for tests and not published");
  expect(judge(store, "./testing/seed-file.js", "src/store.test.ts")).toBeUndefined();
  expect(judge(store, "vitest", "src/testing/seed-file.ts")).toBeUndefined();
  expect(judge(core, "./testing/fake.js", "src/index.ts")).toBeUndefined();
  expect(judge(core, "vitest", "src/testing/fake.ts")).toContain("does not list");
});

it("keeps files and processes out of the core, but not out of its tests and what it ships for tests", () => {
  expect(judge(core, "node:fs/promises")).toContain("the core knows no process");
  expect(judge(core, "node:child_process", "src/testing/file.ts")).toBeUndefined();
  expect(judge(core, "node:fs/promises", "src/file.test.ts")).toBeUndefined();
});
