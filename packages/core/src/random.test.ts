import { describe, expect, it } from "vitest";
import { seededRandom } from "./random.js";

describe("seeded randomness", () => {
  it("repeats for the same seed and differs for another", () => {
    const draw = (seed: string) => Array.from({ length: 5 }, seededRandom(seed).float);
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
  });

  it("gives a fork the same stream however much its parent has drawn", () => {
    const fresh = seededRandom("a").fork("plan").float();
    const used = seededRandom("a");
    for (let n = 0; n < 10; n++) used.float();
    expect(used.fork("plan").float()).toBe(fresh);
    expect(used.fork("other").float()).not.toBe(fresh);
  });

  it("draws every integer of a range about equally often", () => {
    const random = seededRandom("dice");
    const counts = new Map<number, number>();
    for (let n = 0; n < 6_000; n++) {
      const face = random.integer(1, 6);
      counts.set(face, (counts.get(face) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    // Chi-squared with 5 degrees of freedom exceeds 25 once in 7,000 seeds; this seed is fixed.
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    expect(chiSquared).toBeLessThan(25);
  });

  it("shuffles without losing anything, and refuses to pick from nothing", () => {
    const items = ["a", "b", "c", "d"];
    expect(seededRandom("x").shuffle(items).sort()).toEqual(items);
    expect(() => seededRandom("x").pick([])).toThrow(RangeError);
  });
});
