import type { JsonObject } from "@eval/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TestCluster } from "../cluster.test.fixture.js";
import { holdMs, TestFault } from "./fault.test.fixture.js";

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
  /** Names of all there are for these parameters. Absent: another set of parameters has the same, and more. */
  wrongFixes?: readonly string[];
  /** Within which it heals by itself, in ms; absent: it does not. */
  healsWithinMs?: number;
}

/** For how long nothing may begin to look like a recovery, in ms. */
const watchMs = 2000;
/** The same where it would have healed by itself meanwhile. */
const afterHealingMs = 3000;
/** For what is expected to happen, on a busy machine too, in ms. */
const patienceMs = 20_000;

/** Declares tests of what a chaos type says of itself. */
export function itKeepsItsWord(at: () => TestCluster, name: string, { params = {}, wrongFixes, healsWithinMs }: Word) {
  const planned = async () => await TestFault.planned(at(), name, params);
  const injected = async () => {
    const fault = await planned();
    return { fault, metadata: await fault.inject() };
  };
  const heals = healsWithinMs !== undefined;

  it(`shows at once, is in force, and ${heals ? "heals by itself" : "stays until it is cleaned up"}`, async () => {
    const fault = await planned();
    expect(fault.type.selfHeals(fault.plan)).toBe(heals);
    expect(await fault.inForce()).toBe("absent");
    await fault.inject();
    expect(await fault.inForce()).toBe("present");
    expect((await at().cluster.observe(at().context())).status).toBe("degraded");
    expect(await fault.recovers(healsWithinMs ?? watchMs)).toBe(heals);
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
    await at().untilHealthy();
    expect(await fault.inForce()).toBe("absent");
    expect(await fault.lost()).toEqual([]);
    await fault.leave();
  });

  it("is repaired by restarts exactly if it says so", async () => {
    const { fault } = await injected();
    const repairs = fault.type.healsByRestart?.(fault.plan) ?? false;
    await fault.restartWhatIsNamed();
    expect(await fault.recovers(repairs ? patienceMs : watchMs, repairs ? 0 : holdMs)).toBe(repairs);
    expect(await fault.inForce()).toBe(repairs ? "absent" : "present");
    await fault.leave();
  });

  if (wrongFixes === undefined) return;

  it("changes nothing when it is cleaned up without having been injected", async () => {
    const fault = await planned();
    const before = await at().fingerprint();
    await fault.cleanup();
    expect(await at().fingerprint()).toEqual(before);
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
    const unharmed = (await fault.recovers(heals ? afterHealingMs : watchMs)) && (await fault.lost()).length === 0;
    expect(unharmed).toBe(false);
    await at().reset();
  });
}
