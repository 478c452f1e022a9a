import { describe, expect, it } from "vitest";
import { Behind } from "./behind.js";

describe("how long a standby has been behind", () => {
  it("is nothing while it has replayed all that was ever seen", () => {
    const behind = new Behind();
    behind.note(100, 0);
    behind.note(200, 1000);
    expect(behind.of(200, 5000)).toBe(0);
  });

  it("counts from when the first position that it lacks was seen", () => {
    const behind = new Behind();
    behind.note(100, 0);
    behind.note(200, 1000);
    behind.note(300, 2000);
    expect(behind.of(100, 5000)).toBe(4000);
    expect(behind.of(250, 5000)).toBe(3000);
    expect(behind.of(null, 5000)).toBe(5000);
  });

  it("does not count time in which the primary wrote nothing", () => {
    const behind = new Behind();
    behind.note(100, 0);
    behind.note(100, 9000);
    behind.note(200, 10_000);
    expect(behind.of(100, 10_001)).toBe(1);
  });

  it("starts afresh when positions go back, as after a restore", () => {
    const behind = new Behind();
    behind.note(900, 0);
    behind.note(100, 1000);
    expect(behind.of(100, 9000)).toBe(0);
  });

  it("keeps a bounded memory", () => {
    const behind = new Behind();
    for (let position = 1; position < 20_000; position++) behind.note(position, position);
    expect(behind.of(19_990, 20_000)).toBe(9);
    expect(behind.of(0, 20_000)).toBeLessThan(6000);
  });
});
