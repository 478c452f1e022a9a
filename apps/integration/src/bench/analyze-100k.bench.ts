/** What a reader waits for, and how much memory that takes, with one campaign of 100,000 trials: whole processes. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { figureLine, median } from "./figures.js";
import { writeLargeCampaign } from "./large-campaign.js";

const TRIALS = 100_000;
const RUNS = 5;
const exec = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const reporter = new URL("./report-cost.js", import.meta.url).href;
const bin = here("../../../../packages/cli/bin/eval.js");

interface Cost {
  wallMs: number;
  cpuMs: number;
  peakMiB: number;
}

const folder = await mkdtemp(join(tmpdir(), "analyze-100k-"));
try {
  const db = join(folder, "eval.db");
  const id = String(await writeLargeCampaign(db, { trials: TRIALS }));
  await report("analyze-100k", [bin, "analyze", id, "--db", db], { wallMs: 1_200, peakMiB: 220 });
  await report("list-100k", [bin, "list", "--db", db], { wallMs: 400 });
  await report("show-100k", [bin, "show", id, "--db", db], { wallMs: 400 });
  // What the same rows cost when every one is loaded whole, states and commands with it.
  await report("entities-100k", [here("./load-entities.js"), db, id], {});
} finally {
  await rm(folder, { recursive: true });
}

async function report(bench: string, args: readonly string[], limits: Partial<Cost>): Promise<void> {
  const costs: Cost[] = [];
  // The first start reads the files from disk; users meet it once.
  for (let index = 0; index <= RUNS; index++) {
    const began = performance.now();
    const { stderr } = await exec(process.execPath, ["--import", reporter, ...args], { maxBuffer: 1 << 26 });
    const wallMs = performance.now() - began;
    const cost = JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as Omit<Cost, "wallMs">;
    if (index > 0) costs.push({ wallMs, ...cost });
  }
  const wall = costs.map(({ wallMs }) => wallMs);
  const peak = Math.max(...costs.map(({ peakMiB }) => peakMiB));
  const cpu = median(costs.map(({ cpuMs }) => cpuMs)).toFixed(0);
  console.log(
    figureLine({
      bench,
      values: { median: median(wall), min: Math.min(...wall), max: Math.max(...wall) },
      runs: RUNS,
      ...(limits.wallMs === undefined ? {} : { limit: { label: "median", atMost: limits.wallMs } }),
      note: `processor time ${cpu} ms`,
    }),
  );
  console.log(
    figureLine({
      bench,
      values: { peak },
      unit: "MiB",
      runs: RUNS,
      ...(limits.peakMiB === undefined ? {} : { limit: { label: "peak", atMost: limits.peakMiB } }),
    }),
  );
}
