import { describe, expect, it } from "vitest";
import { judgeLiveness } from "./liveness.js";

const recorded = { pid: 7, startTime: "100", bootId: "boot", pidNamespace: "pid:[1]", hostname: "here" };
const seen = { hostname: "here", bootId: "boot", pidNamespace: "pid:[1]", exists: true, startTime: "100" };

describe("judgeLiveness", () => {
  it("recognises the process by pid and start time", () => {
    expect(judgeLiveness(recorded, seen)).toEqual({ state: "alive" });
    expect(judgeLiveness(recorded, { ...seen, exists: false })).toEqual({ state: "dead" });
    expect(judgeLiveness(recorded, { ...seen, startTime: "101" })).toEqual({ state: "dead" });
    expect(judgeLiveness(recorded, { ...seen, bootId: "later" })).toEqual({ state: "dead" });
  });

  it("calls nothing dead that it cannot see", () => {
    expect(judgeLiveness(recorded, { ...seen, hostname: "there", exists: false }).state).toBe("unknown");
    expect(judgeLiveness(recorded, { ...seen, pidNamespace: "pid:[2]", exists: false }).state).toBe("unknown");
    expect(judgeLiveness({}, { ...seen, exists: false }).state).toBe("unknown");
  });

  it("goes by the pid alone where there is no /proc", () => {
    const plain = { ...recorded, startTime: null, bootId: null, pidNamespace: null };
    const sighting = { ...seen, startTime: null, bootId: null, pidNamespace: null };
    expect(judgeLiveness(plain, sighting).state).toBe("alive");
    expect(judgeLiveness(plain, { ...sighting, exists: false }).state).toBe("dead");
  });
});
