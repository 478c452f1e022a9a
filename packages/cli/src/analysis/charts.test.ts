import { analyse, compare, type AnalysedTrial } from "@eval/analysis";
import { describe, expect, it } from "vitest";
import { Arguments } from "../arguments/arguments.js";
import { chartsFor, differenceBars, rateBars, recoveryCurves, type Charts } from "./charts.js";

const horizonMs = 60_000;

function trials(letters: string, overrides: Partial<AnalysedTrial> = {}): AnalysedTrial[] {
  return letters.split("").map((letter, index) => ({
    ...{ id: index + 1, campaignId: 1, chaosType: "node_kill", operatorName: "remedy", variantName: null },
    ...{ baseline: false, seed: `s#${index}`, attempt: 1, planDigest: `p${index}`, outcomeCode: null, claim: null },
    ...{ claimCorrect: null, healedBy: null, detectedAfterMs: null, resolvedAfterMs: null, unavailableMs: null },
    ...{ probeCount: 0, probeFailures: 0, probeP99Ms: null, lostWrites: null, falseTickets: 0, standIn: null },
    ...{ horizonMs, healthyMs: null, commandCount: 0 },
    outcome: letter === "S" ? "success" : "timeout",
    recoveredAfterMs: letter === "S" ? 5_000 * (index + 1) : null,
    ...overrides,
  }));
}

const remedy = [...trials("SSSSSS"), ...trials("SSF", { chaosType: "lock_pileup" })];
const baseline = trials("FFFFFF", { baseline: true, operatorName: null });
const arms = [
  { name: "baseline", baseline: true, trials: baseline },
  { name: "remedy", baseline: false, trials: remedy },
];
const charts: Charts = { columns: 80, unicode: true, arms };

describe("charts", () => {
  const asked = { args: new Arguments({}), env: { LANG: "en_GB.UTF-8" }, isTerminal: true };
  const allowed = (change: Partial<typeof asked> = {}) => {
    const { args, env, isTerminal } = { ...asked, ...change };
    return chartsFor(() => arms, { args, io: { env, stdout: { write: () => undefined, isTerminal, columns: 70 } } });
  };

  it("are for terminals, and for nobody who wants it plain", () => {
    expect(allowed()).toEqual({ columns: 70, unicode: true, arms });
    expect(allowed({ env: { LANG: "C" } })).toMatchObject({ unicode: false });
    expect(allowed({ env: { LANG: "en_GB.UTF-8", LC_ALL: "C" } as never })).toMatchObject({ unicode: false });
    expect(allowed({ isTerminal: false })).toBeNull();
    expect(allowed({ args: new Arguments({ plain: true }) })).toBeNull();
    expect(allowed({ env: { TERM: "dumb" } as never })).toBeNull();
  });

  it("show every success rate of an analysis", () => {
    expect(rateBars(analyse([...baseline, ...remedy]).arms, charts)).toMatchInlineSnapshot(`
      "success, 95 % intervals
                          0 %               50 %              100 %
      baseline node_kill  ●───────────────┤   ·                   ·  0 of 6
      remedy lock_pileup  ·       ├──────────────────●──────────┤ ·  2 of 3
      remedy node_kill    ·                   ·   ├───────────────●  6 of 6
      remedy all          ·                   ·  ├────────────●──┤·  8 of 9
      "
    `);
  });

  it("show every difference of a comparison", () => {
    const { overall, byChaosType } = compare(baseline, remedy);
    const rows = [
      ...byChaosType.map(({ chaosType, ...effects }) => ({ title: chaosType, effects })),
      { title: "all", effects: overall },
    ];
    expect(differenceBars(rows, charts)).toMatchInlineSnapshot(`
      "difference in success, 95 % intervals
                 -100                0         +100 points
      node_kill  ·                   ·        ├──────────●  100 % against 0 %
      all        ·                   ·        ├──────────●  100 % against 0 %
      "
    `);
  });

  it("show who recovers when", () => {
    expect(recoveryCurves(charts)).toMatchInlineSnapshot(`
      "share not yet recovered, by seconds since the injection
      100 % ┤******ooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo
            │      A
       75 % ┤      AAAAAA
            │            A
       50 % ┤            AAAAAAAAAAAA
            │                        AAAAAA
       25 % ┤                              AAAAA
            │                                   AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        0 % ┤
            └+──────────────────────+───────────────────────+──────────────────────+
             0                     20                      40                     60 s
          o  6                      6                       6                      6
          A  9                      4                       1                      1
          o  baseline: 0 of 6 trials, fewer than half of them
          A  remedy: 8 of 9 trials, half of them by 15.0 s
          *  several of them
      "
    `);
  });

  it("are left out where they could not be read", () => {
    const many = Array.from({ length: 7 }, (_, index) => ({ name: `${index}`, baseline: false, trials: remedy }));
    expect(recoveryCurves({ ...charts, arms: many })).toBe("");
    expect(recoveryCurves({ ...charts, arms: [] })).toBe("");
    expect(rateBars(analyse(remedy).arms, { ...charts, columns: 30 })).toBe("");
  });
});
