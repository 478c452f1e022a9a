import { describe, expect, it } from "vitest";
import { summary } from "./first-byte.js";
import { judgeLatency, latencyRepair, whyNotDelayed, type LatencyPlan } from "./latency.js";

const plan: LatencyPlan = {
  node: "n1",
  min_ms: 50,
  max_ms: 150,
  ports: [80],
  towards: [],
  request: { port: 80, text: "" },
  control: "n2",
  backend: "auto",
};
const time = (ms: number | null) => ms && { least: ms, median: ms + 20 };
const times = (n1: number | null, n2: number | null) => ({ n1: time(n1) || null, n2: time(n2) || null });
const judged = (n1: number | null, n2: number | null) => judgeLatency("present", { plan, firstByte: times(n1, n2) });

describe("a delay is in force", () => {
  it("when its rule is and the node is slower than the control by half the least delay", () => {
    expect(judged(60, 1)).toBe("present");
    expect(judged(26, 1)).toBe("present");
  });

  it("in part when the rule is there and nothing is slow, or all are", () => {
    expect(judged(1, 1)).toBe("partial");
    expect(judged(60, 58)).toBe("partial");
  });

  it("when the rule is there and the node answers nobody, or the control does not", () => {
    expect(judged(null, 1)).toBe("present");
    expect(judged(60, null)).toBe("present");
  });

  it("not, or in part, when its rules say so", () => {
    expect(judgeLatency("absent", { plan, firstByte: times(60, 1) })).toBe("absent");
    expect(judgeLatency("partial", { plan, firstByte: times(60, 1) })).toBe("partial");
  });
});

describe("a delay is proved", () => {
  const proved = (before: ReturnType<typeof times>, after: ReturnType<typeof times>) =>
    whyNotDelayed(plan, { before, after });

  it("by the node alone being slower by half the least delay", () => {
    expect(proved(times(1, 1), times(60, 1))).toBeUndefined();
    expect(proved(times(1, 1), times(20, 1))).toBe("n1 answers after 20 ms at the least, and did after 1 ms before");
  });

  it("also when it was there already, or the control answers nobody", () => {
    expect(proved(times(60, 1), times(61, 1))).toBeUndefined();
    expect(proved(times(1, null), times(60, null))).toBeUndefined();
  });

  it("not when the node that is left alone is slower, too", () => {
    expect(proved(times(1, 1), times(60, 40))).toBe(
      "n2, which is left alone, answers after 40 ms as well, and did after 1 ms before",
    );
  });

  it("not by a node that does not answer", () => {
    expect(proved(times(1, 1), times(null, 1))).toContain("after no ms");
    expect(proved(times(null, 1), times(60, 1))).toContain("after no ms before");
  });
});

it("each backend has its repair", () => {
  expect(latencyRepair({ backend: "netem" })).toEqual([
    { tool: "traffic_control", arguments: "qdisc del dev eth0 root" },
  ]);
  expect(latencyRepair({ backend: "relay" })).toEqual([
    { tool: "firewall", arguments: "-t nat -F NODE-RELAY-IN" },
    { tool: "firewall", arguments: "-t nat -F NODE-RELAY-OUT" },
  ]);
});

describe("first bytes", () => {
  it("are summed up by the least and the lower median, to a tenth", () => {
    expect(summary([3.14, 1, 2.55])).toEqual({ least: 1, median: 2.6 });
    expect(summary([4, 1, 2, 3])).toEqual({ least: 1, median: 2 });
  });

  it("are none as soon as a request was not answered", () => {
    expect(summary([1, null, 2])).toBeNull();
    expect(summary([])).toBeNull();
  });
});
