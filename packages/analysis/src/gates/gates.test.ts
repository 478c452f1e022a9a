import { describe, expect, it } from "vitest";
import { compare } from "../compare/compare.js";
import { series, trial } from "../testing/trials.js";
import type { AnalysedTrial } from "../trials/analysed-trial.js";
import { analyse } from "../trials/analyse.js";
import { evaluateGates, type GateReport } from "./evaluate-gates.js";
import { gateMetrics } from "./gate-metrics.js";
import { parseGate } from "./parse-gate.js";

function judge(trials: readonly AnalysedTrial[], gates: readonly string[], minValid?: number): GateReport {
  return evaluateGates({
    gates: gates.map(parseGate),
    scores: analyse(trials).arms[0]!.overall,
    ...(minValid === undefined ? {} : { minValid }),
  });
}

describe("a gate", () => {
  it("is a metric, a relation and a number, or regression", () => {
    expect(parseGate(" success_rate.lower < 0.8 ")).toEqual({
      kind: "threshold",
      text: "success_rate.lower < 0.8",
      metric: "success_rate.lower",
      operator: "<",
      value: 0.8,
    });
    expect(parseGate("unavailable_ms.p90>=6e4")).toMatchObject({ operator: ">=", value: 60_000 });
    expect(parseGate("success_rate <= 80%")).toMatchObject({ operator: "<=", value: 0.8 });
    expect(parseGate("regression")).toEqual({ kind: "regression", text: "regression" });
  });

  it.each(["", "success_rate", "success_rate = 1", "success_rate < high", "< 1", "success_rate < 1 < 2"])(
    "is refused when it is %j",
    (text) => {
      expect(() => parseGate(text)).toThrow(expect.objectContaining({ code: "usage_invalid" }));
    },
  );

  it.each([
    "success_rate < 80",
    "coverage.share < 101%",
    "failed_probes > 2",
    "recover_ms.median > 5%",
    "lost_writes.total < -1",
  ])("that no figure could ever meet is refused: %j", (text) => {
    expect(() => parseGate(text)).toThrow(/is a share, from 0 to 1|is no share|is never below 0/);
  });

  it("takes a share as a percentage, and a count beyond 1", () => {
    expect(parseGate("wrong_claims.upper > 5 %")).toMatchObject({ value: 0.05 });
    expect(parseGate("false_claims.count > 3")).toMatchObject({ value: 3 });
  });

  it("that names no metric is refused with the nearest one", () => {
    expect(() => parseGate("sucess_rate.lower < 0.8")).toThrow(/did you mean success_rate\.lower\?/);
    expect(() => parseGate("toString < 1")).toThrow(expect.objectContaining({ code: "usage_invalid" }));
  });
});

describe("gates", () => {
  it("fail when a condition holds, and pass when none does", () => {
    const trials = series("SSSSSSSSFF");
    expect(judge(trials, ["success_rate.lower < 0.4", "unavailable_ms.p90 > 60000"])).toMatchObject({
      status: "passed",
    });
    const failed = judge(trials, ["success_rate.lower < 0.4", "success_rate.lower < 0.8"]);
    expect(failed.status).toBe("failed");
    expect(failed.gates.map(({ status }) => status)).toEqual(["passed", "failed"]);
    expect(failed.gates[1]!.value).toBeCloseTo(0.4902, 4);
  });

  it("round the figure in their reason, but never onto or across the bound", () => {
    const bounds = ["0.8", "0.49", "0.4901"];
    const report = judge(
      series("SSSSSSSSFF"),
      bounds.map((bound) => `success_rate.lower < ${bound}`),
    );
    expect(report.gates.map(({ reason }) => reason)).toEqual([
      "success_rate.lower is 0.49",
      "success_rate.lower is 0.4902",
      "success_rate.lower is 0.4902",
    ]);
  });

  it("say that a limit is not determined where trials set none", () => {
    const report = judge(series("SFF"), ["recover_ms.median_upper > 100000"]);
    expect(report.gates).toMatchObject([
      { value: null, reason: "recover_ms.median_upper is not determined: these trials set no upper limit" },
    ]);
  });

  it("never pass without a valid trial, whatever they ask", () => {
    for (const gates of [[], ["success_rate.lower < 0.1"], ["regression"]]) {
      expect(judge(series("XX"), gates).status).toBe("too_few_valid");
    }
  });

  it("ask for a share of valid trials", () => {
    expect(judge(series("SSSSSSSSSX"), [], 0.9).status).toBe("passed");
    expect(judge(series("SSSSSSSSXX"), [], 0.9)).toMatchObject({
      status: "too_few_valid",
      coverage: { minValid: 0.9, arms: [{ valid: 8, total: 10, enough: false }] },
    });
  });

  it("are inconclusive where a figure is not there", () => {
    const unprobed = trial({ unavailableMs: null, probeCount: 0, probeP99Ms: null });
    const report = judge([unprobed], ["unavailable_ms.p90 > 60000"]);
    expect(report).toMatchObject({ status: "inconclusive", gates: [{ status: "undecided", value: null }] });
    expect(judge([unprobed], ["unavailable_ms.p90 > 60000", "success_rate <= 1"]).status).toBe("failed");
    expect(judge([trial({ baseline: true })], ["detect_ms.median > 1"]).status).toBe("inconclusive");
  });

  it("take a median that was not reached for longer than any bound", () => {
    const report = judge(series("FFF"), ["recover_ms.median > 100000"]);
    expect(report).toMatchObject({
      status: "failed",
      gates: [{ value: null, reason: "recover_ms.median was not reached" }],
    });
    expect(judge(series("FFF"), ["recover_ms.median < 100000"]).status).toBe("passed");
  });

  it("can name every metric that there is", () => {
    const names = Object.keys(gateMetrics);
    const report = judge(
      series("SSSF"),
      names.map((name) => `${name} < 0`),
    );
    expect(report.gates.map(({ gate }) => gate)).toEqual(names.map((name) => `${name} < 0`));
    const undecided = report.gates.filter(({ status }) => status === "undecided").map(({ gate }) => gate);
    expect(undecided).toEqual([
      "detect_ms.mean_lower < 0",
      "detect_ms.mean_upper < 0",
      "latency_p99_ms < 0",
      "commands.failed < 0",
      "commands.repeated < 0",
      "commands.destructive < 0",
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe("regression", () => {
  const gate = (a: string, b: string) => {
    const [old, now] = [series(a), series(b)];
    return evaluateGates({
      gates: [parseGate("regression")],
      scores: analyse(now).arms[0]!.overall,
      comparison: compare(old, now, { measures: ["success_rate"] }),
    });
  };

  it("fails when the comparison shows that it became worse", () => {
    expect(gate("SSSSSSSS", "FFFFFFFF")).toMatchObject({
      status: "failed",
      gates: [{ reason: "worse: success_rate overall, success_rate node_kill" }],
    });
  });

  it("passes when it became better, or nothing was shown", () => {
    expect(gate("FFFFFFFF", "SSSSSSSS").status).toBe("passed");
    expect(gate("SSSSSSSF", "SSSSSSFF").status).toBe("passed");
  });

  it("is inconclusive when only excluded trials stand between it and worse", () => {
    expect(gate("SSSSSSSS", "SSXXXXXX").status).toBe("inconclusive");
    expect(gate("FFFFFFFS", "SSSSSSSX").status).toBe("passed");
  });

  it("is too few valid when the arm compared with has none", () => {
    expect(gate("XX", "SS").status).toBe("too_few_valid");
  });

  it("is inconclusive when there is nothing to compare with", () => {
    expect(judge(series("S"), ["regression"]).status).toBe("inconclusive");
  });
});
