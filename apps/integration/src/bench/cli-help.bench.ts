/** From starting the command to the end of `eval --help`: it must load neither TypeORM nor a subject. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { figureLine, median } from "./figures.js";

const RUNS = 10;
const run = promisify(execFile);
const bin = fileURLToPath(new URL("../../../../packages/cli/bin/eval.js", import.meta.url));

const times: number[] = [];
// The first start reads the files from disk; users meet it once.
await run(process.execPath, [bin, "--help"]);
for (let index = 0; index < RUNS; index++) {
  const began = performance.now();
  await run(process.execPath, [bin, "--help"]);
  times.push(performance.now() - began);
}
console.log(
  figureLine({
    bench: "cli-help",
    values: { median: median(times), min: Math.min(...times), max: Math.max(...times) },
    runs: RUNS,
    limit: { label: "median", atMost: 200 },
  }),
);
