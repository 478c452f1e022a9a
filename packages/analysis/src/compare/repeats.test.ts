import { describe, expect, it } from "vitest";
import { series, trial } from "../testing/trials.js";
import { analyse } from "../trials/analyse.js";
import { compare } from "./compare.js";

const names = { a: "old", b: "new" };
const first = { seed: "s#1", planDigest: "plan-1" };

describe("repeats of a trial in one arm", () => {
  it("leave the pairs of the others, and count for nothing", () => {
    const once = compare(series("FFFFFF"), series("SSFFFF"), { names });
    const again = [7, 8, 9, 10].map((id) => trial({ id, campaignId: id, ...first }));
    const repeated = compare(series("FFFFFF"), [...series("SSFFFF"), ...again], { names });
    expect(once.verdict).toBe("no_difference_shown");
    expect(repeated.overall).toEqual(once.overall);
    expect(repeated.pairing).toEqual({
      ...once.pairing,
      pairs: 6,
      independentTypes: 0,
      repeats: { pairs: 0, setAside: { a: 0, b: 4 } },
    });
    expect(repeated.words).toContain(
      "Set aside: 4 trials of new, repeating the seed and plan of another without a counterpart.",
    );
  });

  it("pair with the other arm's in their order, and are told", () => {
    const a = [...series("FS"), ...series("S", { id: 3, campaignId: 2, ...first })];
    const b = [...series("SS"), ...series("F", { id: 3, campaignId: 2, ...first })];
    const { pairing, words, overall } = compare(a, b, { names });
    expect(pairing).toMatchObject({ pairs: 3, repeats: { pairs: 1, setAside: { a: 0, b: 0 } } });
    expect(overall.successRate).toMatchObject({ n: { pairs: 3 }, difference: 0 });
    expect(words.join("\n")).toContain("Of the pairs 1 repeat the seed and plan of another");
  });

  it("are set aside as well where their counterpart is not valid", () => {
    const b = [...series("SSS"), trial({ id: 4, ...first })];
    const { pairing } = compare(series("XFF"), b, { names });
    expect(pairing).toMatchObject({ pairs: 2, independentTypes: 0, repeats: { setAside: { a: 0, b: 1 } } });
  });

  it("do not hide trials of equal seed and another plan", () => {
    const b = [...series("SS"), trial({ id: 3, seed: "s#1", planDigest: "another" })];
    const { pairing } = compare(series("FF"), b, { names });
    expect(pairing).toMatchObject({ independentTypes: 1, alone: { a: 0, b: 1 }, repeats: { setAside: { b: 0 } } });
  });

  it("are told of in an analysis", () => {
    const [arm] = analyse([...series("SS"), trial({ id: 3, ...first })]).arms;
    expect(arm?.notes).toEqual([
      "1 of the 3 trials repeat the seed and plan of another of this arm: they are counted, though they are not independent of it.",
    ]);
    expect(analyse(series("SSFX")).arms[0]?.notes).toEqual([]);
  });
});
