import type { JsonObject } from "@eval/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestCluster } from "../cluster.test.fixture.js";
import subject from "../index.js";
import { TestFault } from "./fault.test.fixture.js";

/** One cluster for all tests of a file: each leaves it healthy, and as a fresh one where it did damage. */
export function useCluster(): () => TestCluster {
  let made: TestCluster | undefined;
  beforeAll(async () => {
    made = await TestCluster.create();
  });
  afterAll(async () => {
    await made?.[Symbol.asyncDispose]();
  });
  return () => {
    if (!made) throw new Error("the cluster is made before the first test");
    return made;
  };
}

export interface Word {
  params?: JsonObject;
  /** Names of all there are for these parameters. */
  wrongFixes: readonly string[];
  /** Within which it heals by itself, in ms; absent: it does not. */
  healsWithinMs?: number;
}

/** Declares tests of what a chaos type says of itself. */
export function itKeepsItsWord(at: () => TestCluster, name: string, { params = {}, wrongFixes, healsWithinMs }: Word) {
  const planned = async () => await TestFault.planned(at(), name, params);
  const injected = async () => {
    const fault = await planned();
    return { fault, metadata: await fault.inject() };
  };
  const type = subject.chaos[name];
  if (!type) throw new RangeError(`no chaos type ${name}`);
  const heals = healsWithinMs !== undefined;

  it(`shows in time, is measured in force, and ${heals ? "heals by itself" : "stays until it is cleaned up"}`, async () => {
    const fault = await planned();
    expect(fault.type.selfHeals(fault.plan)).toBe(heals);
    expect(await fault.inForce()).toBe("absent");
    await fault.inject();
    expect(await fault.inForce()).toBe("present");
    expect((await at().cluster.observe(at().context())).status).toBe("degraded");
    expect(await fault.recovers(healsWithinMs ?? 0)).toBe(heals);
    expect(await fault.inForce()).toBe(heals ? "absent" : "present");
    await fault.cleanup();
    await at().untilHealthy();
    await fault.cleanup();
    await at().untilHealthy();
    expect(await fault.lost()).toEqual([]);
  });

  it("is repaired by its remedy, typed by an administrator", async () => {
    const { fault, metadata } = await injected();
    const ends = await fault.execute(fault.remedy(metadata));
    expect(ends.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
    expect(await fault.recovers(5000)).toBe(true);
    expect(await fault.inForce()).toBe("absent");
    expect(await fault.lost()).toEqual([]);
    await fault.cleanup();
    await at().untilHealthy();
  });

  it("is repaired by restarts exactly if it says so", async () => {
    const { fault } = await injected();
    const repairs = fault.type.healsByRestart?.(fault.plan) ?? false;
    await fault.restartWhatIsNamed();
    expect(await fault.recovers(repairs ? 5000 : 0)).toBe(repairs);
    expect(await fault.inForce()).toBe(repairs ? "absent" : "present");
    await fault.cleanup();
    await at().untilHealthy();
  });

  it("changes nothing when it is cleaned up without having been injected", async () => {
    const fault = await planned();
    const { cluster } = at();
    const print = async () => cluster.fingerprint(await cluster.captureState(at().context()));
    const before = await print();
    await fault.cleanup();
    expect(await print()).toEqual(before);
  });

  it("is gone after a reset, and may then be cleaned up", async () => {
    const { fault } = await injected();
    await at().reset();
    expect(await fault.inForce()).toBe("absent");
    await fault.cleanup();
    await at().untilHealthy();
  });

  it.each(wrongFixes)("is not repaired by the wrong fix %s without a loss", async (wrongFix) => {
    const { fault, metadata } = await injected();
    const names = fault.type.wrongFixes?.(fault.plan, metadata, fault.briefing).map((fix) => fix.name);
    expect(names).toEqual(wrongFixes);
    const ends = await fault.execute(fault.wrongFix(metadata, wrongFix));
    expect(ends.filter(({ exitCode }) => [126, 127].includes(exitCode))).toEqual([]);
    if (await fault.recovers(healsWithinMs ?? 0)) expect(await fault.lost()).not.toEqual([]);
    await at().reset();
  });
}
