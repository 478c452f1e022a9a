import { expect, it } from "vitest";
import type { Cluster } from "../../subject.js";
import { FakeSubject } from "../fake-subject.js";
import { fastTiming } from "../trial-fixture.js";
import { prepareConformance } from "./conformance-checks.js";
import type { CheckNews, ConformanceOptions } from "./conformance-options.js";

const timing = { ...fastTiming, horizonMs: 600, observeMs: 50, quietMinMs: 50, quietMaxMs: 50 };

/** A suite of the trials of one fault, and what it does as it happens. */
function suite(fake: FakeSubject, options: ConformanceOptions, subject = fake.subject) {
  const news: CheckNews[] = [];
  const prepared = prepareConformance(subject, {
    timing: { ...timing, ...options.timing },
    execute: fake.execute,
    controls: true,
    filter: /^node_down:|^every reset/,
    onCheck: (each) => news.push(each),
    ...options,
  });
  const atOnce = () => {
    let now = 0;
    return Math.max(...news.map(({ is }) => (now += is === "at work" ? 1 : -1)));
  };
  return { ...prepared, news, atOnce };
}

it("runs one check at a time on one cluster, unless it is told otherwise", async () => {
  const { checks, atOnce } = suite(new FakeSubject(), {});
  for (const check of checks) await check.run();
  expect(atOnce()).toBe(1);
});

it("runs the trials that wait side by side, each cluster with one of them, and removes every cluster", async () => {
  const fake = new FakeSubject();
  const users = new Map<string, number>();
  let most = 0;
  const inject = fake.subject.chaos["node_down"]!.inject.bind(fake.subject.chaos["node_down"]);
  const watched = {
    ...fake.subject.chaos["node_down"]!,
    inject: (async (cluster, plan, context) => {
      users.set(context.clusterId, (users.get(context.clusterId) ?? 0) + 1);
      most = Math.max(most, fake.worlds.size);
      return inject(cluster, plan, context);
    }) satisfies typeof inject,
  };
  const subject = { ...fake.subject, chaos: { node_down: watched } };
  const { checks, atOnce } = suite(fake, { clusters: 3 }, subject);
  for (const check of checks) await check.run();
  expect(atOnce()).toBeGreaterThan(1);
  expect(most).toBe(3);
  expect(users.size).toBe(3);
  expect(fake.worlds.size).toBe(0);
});

it("reports what it finds side by side at the check that promises it", async () => {
  const fake = new FakeSubject();
  const chaos = { node_down: { ...fake.subject.chaos["node_down"]!, selfHeals: () => true } };
  const { checks } = suite(fake, { clusters: 4 }, { ...fake.subject, chaos });
  const failed: string[] = [];
  for (const check of checks) await check.run().catch(() => failed.push(check.name));
  expect(failed).toEqual([
    "node_down: without an operator it stays broken, or heals if it says so",
    "node_down: an operator that does nothing changes nothing",
    "node_down: a claim without a repair earns nothing",
  ]);
});

it("finds a reset that fails on any of the clusters", async () => {
  const fake = new FakeSubject();
  const ids = new Set<string>();
  const create: typeof fake.subject.create = async (options, context) => {
    const cluster = await fake.subject.create(options, context);
    ids.add(context.clusterId);
    // The first cluster can be reset, and the others cannot.
    if (ids.size === 1) return cluster;
    const broken: Cluster["reset"] = () => Promise.reject(new Error("not this one"));
    return Object.assign(cluster, { reset: broken });
  };
  const { checks } = suite(fake, { clusters: 2 }, { ...fake.subject, create });
  const failed: string[] = [];
  for (const check of checks) await check.run().catch((error: Error) => failed.push(`${check.name}: ${error.message}`));
  expect(failed.some((line) => line.startsWith("every reset") && line.includes("not this one"))).toBe(true);
});

it("stops what nobody asked for when it is closed, and leaves nothing", async () => {
  const fake = new FakeSubject();
  const { checks, close, news } = suite(fake, { clusters: 3, timing: { ...timing, horizonMs: 60_000 } });
  const wrongFixes = checks.find(({ name }) => name.includes("no wrong fix"))!;
  await wrongFixes.run();
  await close();
  expect(fake.worlds.size).toBe(0);
  expect(news.filter(({ is }) => is === "at work")).toHaveLength(news.filter(({ is }) => is === "done").length);
});

it("interrupts a check that was begun ahead when the one who waits for it is interrupted", async () => {
  const fake = new FakeSubject();
  const { checks, close } = suite(fake, { clusters: 4, timing: { ...timing, horizonMs: 60_000 } });
  const named = (part: string) => checks.find(({ name }) => name.includes(part))!;
  const stop = new AbortController();
  const waiting = ["without an operator", "does nothing"].map((part) => named(part).run({ signal: stop.signal }));
  await named("no wrong fix").run();
  stop.abort();
  const ends = await Promise.allSettled(waiting);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await close();
  expect(fake.worlds.size).toBe(0);
});

it("refuses to use no cluster at all, or half of one", () => {
  for (const clusters of [0, 1.5, Number.NaN]) {
    expect(() => suite(new FakeSubject(), { clusters })).toThrow(`a suite cannot use ${clusters} clusters`);
  }
});
