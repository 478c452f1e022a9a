/** A PostgreSQL cluster from nothing to its first healthy observation, and from a reset to it. */
import { randomBytes } from "node:crypto";
import { seededRandom, silentLogger, systemClock, waitHealthy, withDeadline, type Context } from "@eval/core";
import subject from "@eval/subject-postgres";
import { figureLine, median } from "./figures.js";

const CREATES = 5;
const RESETS = 20;
const DEADLINE_MS = 60_000;

/** The options with all their defaults. */
const options = subject.options.parse({});

const created: number[] = [];
const destroyed: number[] = [];
const resets: number[] = [];
for (let run = 0; run < CREATES; run++) {
  const surroundings = {
    clusterId: randomBytes(6).toString("hex"),
    random: seededRandom("bench"),
    clock: systemClock,
    log: silentLogger,
  };
  const within = <T>(work: (context: Context) => Promise<T>) =>
    withDeadline(surroundings, { doing: "a benchmark", ms: DEADLINE_MS }, work);
  let began = performance.now();
  const cluster = await within((context) => subject.create(options, context));
  try {
    await within((context) => waitHealthy(cluster, context));
    created.push(performance.now() - began);
    for (let reset = 0; reset < RESETS / CREATES; reset++) {
      // A trial leaves writes behind.
      for (let n = 1; n <= 20; n++) await within((context) => cluster.probe(n, context));
      began = performance.now();
      await within((context) => cluster.reset(context));
      await within((context) => waitHealthy(cluster, context));
      resets.push(performance.now() - began);
    }
  } finally {
    began = performance.now();
    await within((context) => cluster.destroy(context));
    destroyed.push(performance.now() - began);
  }
}
const figures = (bench: string, values: number[], atMost: number) =>
  figureLine({
    bench: `postgres-cluster, ${bench}`,
    values: { median: median(values), max: Math.max(...values) },
    runs: values.length,
    limit: { label: "median", atMost },
  });
console.log(figures("created cold to healthy", created, 1500));
console.log(figures("reset to healthy", resets, 800));
console.log(figures("destroyed", destroyed, 1000));
