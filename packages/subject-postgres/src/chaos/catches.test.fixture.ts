import { systemClock, type JsonObject } from "@eval/core";
import { expect, it } from "vitest";
import type { TestCluster } from "../cluster.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";

/** For how long a wrong fix is given to bring about a healthy cluster, in ms. */
const watchMs = 2000;

export interface Catch {
  params?: JsonObject;
  /** By the name of a wrong fix: the problem that remains. */
  remaining: Readonly<Record<string, string>>;
  /** Wrong fixes after which all is green, and writes are lost. @default none */
  losing?: readonly string[];
}

/** Declares tests that nobody is deceived by a chaos type's wrong fixes: these are all it has. */
export function itIsCaught(at: () => TestCluster, name: string, { params = {}, remaining, losing = [] }: Catch): void {
  const fixed = async (fix: string) => {
    await at().reset();
    const fault = await TestFault.planned(at(), name, params);
    const metadata = await fault.inject();
    const names = fault.type.wrongFixes?.(fault.plan, metadata, fault.briefing).map((each) => each.name);
    expect(names?.toSorted()).toEqual([...Object.keys(remaining), ...losing].toSorted());
    await fault.execute(fault.wrongFix(metadata, fix));
    return fault;
  };

  it.each(Object.entries(remaining))(
    "is not repaired by the wrong fix %s, after which %s remains",
    async (fix, key) => {
      await fixed(fix);
      const context = at().context();
      const keys = async () => (await at().cluster.observe(context)).problems.map((problem) => problem.key);
      for (const end = systemClock.now() + watchMs; systemClock.now() < end; await systemClock.sleep(100)) {
        expect(await keys()).not.toEqual([]);
      }
      expect(await keys()).toContain(key);
    },
  );

  it.each(losing)("is not repaired by the wrong fix %s, after which all is green and writes are lost", async (fix) => {
    const fault = await fixed(fix);
    await at().untilHealthy();
    expect(await fault.lost()).not.toEqual([]);
  });
}
