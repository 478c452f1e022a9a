/**
 * What CI runs: set-up, then every check in order, and the tests last. All of them run even when one
 * fails. --no-tests leaves the tests out; names choose single checks: `npm run check -- lint`.
 */
import { runNode, runTool } from "./run-tool.mjs";
import { setUp } from "./setup.mjs";

/** @type {Readonly<Record<string, () => Promise<number>>>} */
const checks = {
  format: () => runTool("prettier", ["--check", "--log-level", "warn", "."]),
  types: () => runTool("tsc", ["-p", "scripts"]),
  lint: () => runTool("oxlint", []),
  unused: () => runTool("knip", ["--no-progress"]),
  imports: () => runNode("scripts/check-imports.mjs"),
  docs: () => runNode("scripts/generate-docs.mjs", ["--check"]),
  tests: () => runTool("vitest", ["run"]),
};

const named = process.argv.slice(2).filter((argument) => argument !== "--no-tests");
const unknown = named.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(", ")}; there are ${Object.keys(checks).join(", ")}.`);
  process.exit(2);
}
const left = Object.entries(checks)
  .filter(([name]) => named.length === 0 || named.includes(name))
  .filter(([name]) => name !== "tests" || !process.argv.includes("--no-tests"));

await setUp();
const failed = [];
for (const [name, check] of left) {
  console.error(`check: ${name}`);
  if ((await check()) !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
