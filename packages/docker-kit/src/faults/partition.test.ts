import { describe, expect, it } from "vitest";
import { judgePartition, partitionRules } from "./partition.js";

describe("rules of a partition", () => {
  it("drop both directions of each peer", () => {
    expect(partitionRules({ addresses: ["10.0.0.2", "10.0.0.3"], ports: null })).toEqual([
      "-s 10.0.0.2/32 -j DROP",
      "-d 10.0.0.2/32 -j DROP",
      "-s 10.0.0.3/32 -j DROP",
      "-d 10.0.0.3/32 -j DROP",
    ]);
  });

  it("drop a port whichever side serves it", () => {
    expect(partitionRules({ addresses: ["10.0.0.2"], ports: [2380] })).toEqual([
      "-s 10.0.0.2/32 -p tcp -m tcp --sport 2380 -j DROP",
      "-s 10.0.0.2/32 -p tcp -m tcp --dport 2380 -j DROP",
      "-d 10.0.0.2/32 -p tcp -m tcp --sport 2380 -j DROP",
      "-d 10.0.0.2/32 -p tcp -m tcp --dport 2380 -j DROP",
    ]);
  });

  it("drop all of a port, or all there is", () => {
    expect(partitionRules({ addresses: null, ports: [1] })).toEqual([
      "-p tcp -m tcp --sport 1 -j DROP",
      "-p tcp -m tcp --dport 1 -j DROP",
    ]);
    expect(partitionRules({ addresses: null, ports: null })).toEqual(["-j DROP"]);
  });
});

describe("a partition is in force", () => {
  it("when its rules are and nothing gets through", () => {
    expect(judgePartition("present", ["blocked", "blocked"])).toBe("present");
    expect(judgePartition("present", [])).toBe("present");
  });

  it("in part when something gets through, be it a refusal", () => {
    expect(judgePartition("present", ["blocked", "open"])).toBe("partial");
    expect(judgePartition("present", ["refused"])).toBe("partial");
  });

  it("not because nothing gets through for another reason", () => {
    expect(judgePartition("absent", ["blocked"])).toBe("absent");
  });
});
