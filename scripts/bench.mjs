/**
 * Runs every benchmark of the workspace in order, one at a time; each prints one line of figures.
 * Arguments choose benchmarks by name: `npm run bench -- cli-help`.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runNode } from "./run-tool.mjs";
import { setUp } from "./setup.mjs";
import { root } from "./workspace.mjs";

const sources = "apps/integration/src/bench";
const suffix = ".bench.ts";

await setUp();
const known = readdirSync(join(root, sources))
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  process.exit(2);
}
for (const name of known.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const code = await runNode(`apps/integration/dist/bench/${name}.bench.js`);
  if (code === 0) continue;
  console.error(`${name} failed with exit code ${code}`);
  process.exitCode = 1;
  if (code === 130) break;
}
