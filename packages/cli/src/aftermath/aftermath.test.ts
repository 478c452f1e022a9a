import { foldTrial, type TrialEvent, type TrialEventType } from "@eval/core";
import { describe, expect, it } from "vitest";
import { event, sampleTrial, started, upTo } from "../testing/sample-trial.js";
import { aftermathOf, closingEvents } from "./aftermath.js";

const settled = { survivors: [], settledAt: "2026-01-02T04:00:00.000Z" };
const close = (events: readonly TrialEvent[]) => [...events, ...closingEvents(events, settled)];

describe("aftermathOf", () => {
  it("names the cluster even when nothing says that it was made: an earlier trial may have made it", () => {
    expect(aftermathOf([started({ clusterId: "c7" })])).toEqual({ operator: null, clusters: ["c7"] });
  });

  it("names the operator from its start to its stop", () => {
    expect(aftermathOf(upTo("cluster.ready")).operator).toBeNull();
    expect(aftermathOf(upTo("operator.starting")).operator).toEqual({ facts: null });
    expect(aftermathOf(upTo("operator.started")).operator).toMatchObject({ facts: { pid: 42 } });
    expect(aftermathOf(upTo("operator.stopped")).operator).toBeNull();
  });

  it("leaves out a cluster that was destroyed", () => {
    const events = [...upTo("chaos.cleaned"), event("cluster.destroyed", 14_300, { clusterId: "c1" })];
    expect(aftermathOf(events).clusters).toEqual([]);
  });
});

describe("closingEvents", () => {
  it("ends a trial as invalid, wherever its harness died before the verdict", () => {
    const before = sampleTrial.findIndex(({ type }) => type === "trial.judged");
    for (let count = 1; count <= before; count++) {
      const record = foldTrial(close(sampleTrial.slice(0, count)));
      expect([record.outcome, record.outcomeCode]).toEqual(["invalid", "harness_died"]);
    }
  });

  it("keeps a verdict that had been reached", () => {
    for (const type of ["trial.judged", "operator.stopped", "chaos.cleaning", "chaos.cleaned"] as const) {
      expect(foldTrial(close(upTo(type))).outcome).toBe("success");
    }
  });

  it("records that cluster and operator are gone, and the phase that was reached", () => {
    const types = (last: TrialEventType) => closingEvents(upTo(last), settled).map(({ type }) => type);
    expect(types("cluster.creating")).toEqual(["trial.failed", "cluster.destroyed", "trial.ended"]);
    expect(types("chaos.injected")).toEqual(["operator.stopped", "trial.failed", "cluster.destroyed", "trial.ended"]);
    const phase = (last: TrialEventType) => {
      const failed = closingEvents(upTo(last), settled).find(({ type }) => type === "trial.failed");
      return failed?.type === "trial.failed" && failed.data.phase;
    };
    expect([phase("cluster.creating"), phase("trial.armed"), phase("chaos.injected"), phase("trial.judged")]).toEqual([
      "ready",
      "inject",
      "wait",
      "clean",
    ]);
  });

  it("ends the trial with its harness's last sign of life, not when somebody found it", () => {
    expect(foldTrial(close(upTo("chaos.injected"))).endedAt).toBe("2026-01-02T03:04:08.310Z");
  });
});
