/**
 * An etcd cluster in Docker from nothing to its first healthy observation, from a reset to it, and its end; beside it
 * what docker-compose takes for a reset of the same three members.
 */
import { randomBytes } from "node:crypto";
import { describe, seededRandom, silentLogger, systemClock, waitHealthy, withDeadline, type Context } from "@eval/core";
import { belongings, connectEngine, ensureImage } from "@eval/docker-kit";
import subject from "@eval/subject-etcd";
import { findCompose, timeComposeResets } from "./compose-etcd.js";
import { figureLine, median } from "./figures.js";

const RUNS = 10;
const SLOW_RUNS = 3;
const DEADLINE_MS = 60_000;

interface Taken {
  created: number[];
  resets: number[];
  destroyed: number[];
  left: number;
}

async function measure(options: { image: string; toolboxImage: string }): Promise<Taken> {
  const taken: Taken = { created: [], resets: [], destroyed: [], left: 0 };
  for (let run = 0; run < RUNS; run++) {
    const clusterId = randomBytes(6).toString("hex");
    const surroundings = { clusterId, random: seededRandom("bench"), clock: systemClock, log: silentLogger };
    const within = <T>(work: (context: Context) => Promise<T>) =>
      withDeadline(surroundings, { doing: "a benchmark", ms: DEADLINE_MS, settleMs: 10_000 }, work);
    const timed = async (times: number[], work: () => Promise<unknown>) => {
      const began = performance.now();
      await work();
      times.push(performance.now() - began);
    };
    const began = performance.now();
    const cluster = await within((context) => subject.create(subject.options.parse(options), context));
    try {
      await within((context) => waitHealthy(cluster, context));
      taken.created.push(performance.now() - began);
      // A trial leaves writes behind.
      for (let n = 1; n <= 20; n++) await within((context) => cluster.probe(n, context));
      await timed(taken.resets, async () => {
        await within((context) => cluster.reset(context));
        await within((context) => waitHealthy(cluster, context));
      });
    } finally {
      await timed(taken.destroyed, () => within((context) => cluster.destroy(context)));
    }
    taken.left += await within(async (context) => {
      const { containers, networks, volumes } = await belongings(await connectEngine(context), clusterId, context);
      return containers.length + networks.length + volumes.length;
    });
  }
  return taken;
}

function report(bench: string, values: readonly number[], rest: { atMost?: number; note?: string } = {}): void {
  const { atMost, note } = rest;
  const line = figureLine({
    bench: `etcd-cluster, ${bench}`,
    values: { median: median(values), max: Math.max(...values) },
    runs: values.length,
    ...(atMost === undefined ? {} : { limit: { label: "median", atMost } }),
    ...(note === undefined ? {} : { note }),
  });
  console.log(line);
}

async function compare(image: string, reset: number): Promise<void> {
  const compose = await findCompose();
  if (!compose) {
    console.log("etcd-cluster, beside compose: skipped: install docker-compose (Debian) or the CLI's compose plugin");
    return;
  }
  const factor = (other: number, wanted: number) => {
    const times = other / reset;
    return `${times.toFixed(1)} times our reset; wanted ≥ ${wanted}: ${times >= wanted ? "met" : "MISSED"}`;
  };
  const quick = await timeComposeResets({ compose, image, intervalS: 1, down: ["-t", "0"] }, RUNS);
  report("compose down -v -t 0 and up, checks every 1 s", quick, { note: factor(median(quick), 2) });
  const usual = await timeComposeResets({ compose, image, intervalS: 5, down: [] }, SLOW_RUNS);
  report("compose down -v and up, checks every 5 s", usual, { note: factor(median(usual), 5) });
}

/** In words, why the images cannot be run here; undefined when they can. */
async function lackingFor(images: readonly string[]): Promise<string | undefined> {
  const surroundings = { clusterId: "bench", random: seededRandom("bench"), clock: systemClock, log: silentLogger };
  try {
    await withDeadline(surroundings, { doing: "looking for images", ms: DEADLINE_MS }, async (context) => {
      const engine = await connectEngine(context);
      for (const image of images) await ensureImage(engine, image, context);
    });
    return undefined;
  } catch (error) {
    return describe(error);
  }
}

// Those that `npm run images` builds, or others.
const image = process.env["EVAL_ETCD_IMAGE"] ?? "eval-test/etcd";
const toolboxImage = process.env["EVAL_TOOLBOX_IMAGE"] ?? "eval-test/toolbox";
const lacking = await lackingFor([image, toolboxImage]);
if (lacking !== undefined) console.log(`etcd-cluster: skipped: ${lacking}`);
else {
  const taken = await measure({ image, toolboxImage });
  report("created cold to healthy", taken.created, { atMost: 3000 });
  report("reset to healthy", taken.resets, { atMost: 2000 });
  report("destroyed", taken.destroyed, { atMost: 1000, note: `${taken.left} containers, networks and volumes left` });
  // Slow is a figure; something left behind is a fault.
  if (taken.left > 0) process.exitCode = 1;
  await compare(image, median(taken.resets));
}
