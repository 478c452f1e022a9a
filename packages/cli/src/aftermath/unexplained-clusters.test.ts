import { describe, expect, it } from "vitest";
import { judgeClusters } from "./unexplained-clusters.js";

const listed = ["a", "b", "c"].map((clusterId) => ({ clusterId, since: null }));
const explained = new Map([["b", "trial 1 of campaign 1: its run is alive"]]);
const judge = (named: string[], force: boolean) =>
  judgeClusters(listed, { named, force, explained }).map(({ clusterId, remove, why }) => [clusterId, remove, why]);

describe("clusters on a host", () => {
  it("are only shown unless asked for, without those that a record explains", () => {
    expect(judge([], false)).toEqual([
      ["a", false, null],
      ["c", false, null],
    ]);
  });

  it("are all removed by force, but not those that a record explains", () => {
    expect(judge([], true)).toEqual([
      ["a", true, null],
      ["c", true, null],
    ]);
  });

  it.each([false, true])("are removed by name and no others, listed or not (force: %s)", (force) => {
    expect(judge(["c", "x"], force).filter(([, remove]) => remove)).toEqual([
      ["c", true, null],
      ["x", true, null],
    ]);
  });

  it("are left alone by name where a record explains them, and the reason is given", () => {
    expect(judge(["b"], true)).toContainEqual(["b", false, "trial 1 of campaign 1: its run is alive"]);
  });
});
