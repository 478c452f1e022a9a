import { describe, expect, it } from "vitest";
import { detectableDifference, detectablePairedDifference, smallestSweep } from "./detectable-difference.js";
import { wilson } from "./proportion.js";
import { allSuccessRuns, eventsNeeded, pairsNeeded, questionsNeeded, trialsPerArm } from "./sample-size.js";

describe("how many trials", () => {
  it.each([
    [0.5, 0.7, 93],
    [0.6, 0.8, 82],
    [0.8, 0.9, 199],
    [0.5, 0.6, 388],
    [0.9, 0.95, 435],
  ])("tell %f from %f: %i per arm", (first, second, n) => {
    expect(trialsPerArm(first, second)).toBe(n);
    expect(trialsPerArm(second, first)).toBe(n);
  });

  it.each([
    [0.25, 0.05, 57],
    [0.3, 0.1, 77],
    [0.15, 0.05, 155],
    [0.2, 0.1, 234],
  ])("tell discordant shares %f and %f: %i pairs", (first, second, n) => {
    expect(pairsNeeded(first, second)).toBe(n);
  });

  it.each([
    [0.8, 14],
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
  ])("promise a rate of %f without a failure: %i", (rate, n) => {
    expect(allSuccessRuns(rate)).toBe(n);
  });

  it.each([
    [0.5, 66],
    [0.6, 121],
    [0.75, 380],
  ])("show a hazard ratio of %f: %i events", (ratio, events) => {
    expect(eventsNeeded(ratio)).toBe(events);
  });

  it("show a difference between questions, as Miller counts them", () => {
    expect(questionsNeeded(0.03, { between: 1 / 9 })).toBe(969);
    const noisy = { variance: 1 / 6, repeats: 2 };
    expect(questionsNeeded(0.03, { between: 1 / 9, first: noisy, second: noisy })).toBeGreaterThan(969);
  });

  it("are more for more power, and without end for no difference", () => {
    expect(trialsPerArm(0.5, 0.7, { power: 0.9 })).toBeGreaterThan(93);
    expect(trialsPerArm(0.5, 0.5)).toBe(Infinity);
  });
});

describe("the difference that can be shown", () => {
  it("is the inverse of the number of trials", () => {
    expect(detectableDifference({ first: 93, second: 93 }, { reference: 0.5 })).toBeCloseTo(0.2, 3);
    expect(detectableDifference({ first: 435, second: 435 }, { reference: 0.9 })).toBeCloseTo(0.05, 3);
    expect(detectableDifference({ first: 388, second: 388 })).toBeCloseTo(0.1, 2);
    const share = 0.3;
    const difference = detectablePairedDifference(57, { discordant: share })!;
    expect(pairsNeeded((share + difference) / 2, (share - difference) / 2)).toBe(57);
    expect(difference).toBeCloseTo(0.2, 2);
  });

  it("shrinks with more trials, and is largest around one half", () => {
    const at = (n: number, reference?: number) =>
      detectableDifference({ first: n, second: n }, reference === undefined ? {} : { reference })!;
    expect(at(80)).toBeLessThan(at(20));
    expect(at(40, 0.95)).toBeLessThan(at(40, 0.5));
    expect(at(40, 0.95)).toBeLessThan(at(40));
  });

  it("of pairs that have nothing in common is that of independent arms, by and large", () => {
    for (const n of [10, 30, 100]) {
      const apart = detectableDifference({ first: n, second: n })!;
      expect(Math.abs(detectablePairedDifference(n)! - apart)).toBeLessThan(0.08);
    }
    expect(detectablePairedDifference(30, { discordant: 0.3 })!).toBeLessThan(detectablePairedDifference(30)!);
  });

  it("does not exist where even a clean sweep would not be significant", () => {
    expect(detectableDifference({ first: 2, second: 2 })).toBeNull();
    expect(detectableDifference({ first: 10, second: 0 })).toBeNull();
    expect(detectablePairedDifference(4)).toBeNull();
    expect(detectablePairedDifference(6, { discordant: 0.1 })).toBeNull();
    expect(smallestSweep(0.05, "midP")).toBe(5);
    expect(smallestSweep(0.05, "exactP")).toBe(6);
  });

  it("of a single arm: fourteen successes put Wilson's bound near four fifths too", () => {
    expect(wilson({ successes: 14, n: 14 }, 0.9).lower).toBeGreaterThan(0.8);
  });
});
