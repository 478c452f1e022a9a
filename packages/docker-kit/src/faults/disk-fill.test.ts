import { describe, expect, it } from "vitest";
import { diskFillRepair, fillerBytes, judgeDisk } from "./disk-fill.js";

const mib = 2 ** 20;

describe("the file that takes the room", () => {
  it("takes what is lacking to the percentage, whatever is there already", () => {
    expect(fillerBytes({ size: 100 * mib, free: 90 * mib, filler: 0 }, 80)).toBe(70 * mib);
    expect(fillerBytes({ size: 100 * mib, free: 90 * mib, filler: 0 }, 100)).toBe(90 * mib);
  });

  it("takes nothing where the volume is fuller than that", () => {
    expect(fillerBytes({ size: 100 * mib, free: 10 * mib, filler: 0 }, 80)).toBe(0);
  });

  it("is what an operator deletes", () => {
    expect(diskFillRepair({ node: "n1", purpose: "data", file: "old/core.1", fill_percent: 80 })).toBe(
      "rm /nodes/n1/data/old/core.1",
    );
  });
});

describe("a full disk is in force", () => {
  const judged = (free: number, filler: number) =>
    judgeDisk({ size: 100 * mib, free: free * mib, filler: filler * mib }, { fill_percent: 80 });

  it("while the file is there and the volume full, give or take what others delete", () => {
    expect(judged(20, 70)).toBe("present");
    expect(judged(24, 70)).toBe("present");
  });

  it("in part when some room was made, and not at all without the file", () => {
    expect(judged(40, 50)).toBe("partial");
    expect(judged(5, 0)).toBe("absent");
  });
});
