import { describe, expect, it } from "vitest";
import type { CampaignPlan, PlannedTrial, PlannedVariant } from "./campaign-plan.js";
import { expandCampaign } from "./expand-campaign.js";
import { forecast } from "./forecast.js";
import { dueTrials } from "./prior-trials.js";
import { withoutFolders } from "./trial-identity.js";
import { defaultTiming } from "@eval/core";

function variant(name: string, repairer: PlannedVariant["repairer"]): PlannedVariant {
  return { told: { name, model: null, systemPrompt: null, toolsConfig: null }, repairer, env: {} };
}

const plan: CampaignPlan = {
  name: "n",
  seed: "s",
  repetitions: 3,
  order: "randomised",
  subjects: [
    {
      name: "fake",
      options: { size: 3 },
      chaos: [
        { type: "node_down", params: {} },
        { type: "blip", params: { ms: 50 } },
      ],
    },
  ],
  variants: [
    variant("a", { by: "operator-command", command: "/home/me/op --db {operatorDb}" }),
    variant("b", { by: "agent", agent: "restart" }),
  ],
  baseline: true,
  shams: true,
  controls: true,
  watch: { horizonMs: 1, holdMs: 1, endOnClaim: false },
};

const identities = (changed: Partial<CampaignPlan>) =>
  new Set(expandCampaign({ ...plan, ...changed }).trials.map(({ identity }) => identity));
const common = (changed: Partial<CampaignPlan>) => {
  const before = identities({});
  return [...identities(changed)].filter((identity) => before.has(identity)).length;
};

describe("expandCampaign", () => {
  it("multiplies subjects, faults and arms, and adds a sham for each variant", () => {
    const { arms, trials } = expandCampaign(plan);
    // Of the four controls `restart` is a variant already.
    expect(arms.map(({ role }) => role)).toEqual([
      ...["baseline", "control", "control", "control", "variant", "variant"],
      ...["baseline", "control", "control", "control", "variant", "variant"],
      ...["sham", "sham"],
    ]);
    expect(trials).toHaveLength(14 * 3);
    expect(identities({}).size).toBe(14 * 3);
  });

  it("gives the same repetition of the same fault the same seed, whoever repairs", () => {
    const { trials } = expandCampaign(plan);
    const seeds = (wanted: (trial: PlannedTrial) => boolean) => new Set(trials.filter(wanted).map(({ seed }) => seed));
    const first = seeds(({ arm, repetition }) => arm.chaosType === "blip" && repetition === 1);
    expect(first.size).toBe(1);
    expect(seeds(() => true).size).toBe(3 * 3);
    const other = expandCampaign({ ...plan, variants: [], shams: false, repetitions: 1 }).trials;
    expect(other.filter(({ arm }) => arm.chaosType === "blip").map(({ seed }) => seed)).toEqual(
      Array.from({ length: 5 }, () => [...first][0]),
    );
  });

  it("shuffles within each repetition, by the seed", () => {
    const order = (seed: string) =>
      expandCampaign({ ...plan, seed }).trials.map(({ arm, repetition }) => [
        repetition,
        arm.chaosType,
        arm.role,
        arm.told?.name,
      ]);
    expect(order("s")).toEqual(order("s"));
    expect(order("s")).not.toEqual(order("t"));
    const numbers = order("s").map(([repetition]) => repetition);
    expect(numbers).toEqual([...numbers].sort());
    expect(order("s").slice(0, 14)).not.toEqual(
      order("s")
        .slice(14, 28)
        .map(([, ...rest]) => [1, ...rest]),
    );
  });

  it("leaves the order as written where that is wanted", () => {
    const { arms, trials } = expandCampaign({ ...plan, order: "as_written" });
    expect(trials.map(({ arm }) => arms.indexOf(arm))).toEqual(arms.flatMap((_, index) => [index, index, index]));
  });
});

describe("a trial's identity", () => {
  it("stays when a campaign grows or is called otherwise, and when its order changes", () => {
    expect(common({ repetitions: 9, name: "other", order: "as_written" })).toBe(14 * 3);
  });

  it("does not depend on where an operator lies", () => {
    const moved = [variant("a", { by: "operator-command", command: "/opt/op --db {operatorDb}" }), plan.variants[1]!];
    expect(common({ variants: moved })).toBe(14 * 3);
    const elsewhere = (operatorDb: string) => [variant("a", { by: "database", operatorDb, briefingOut: null })];
    expect(identities({ variants: elsewhere("/a") })).toEqual(identities({ variants: elsewhere("/b") }));
  });

  it("changes with what is asked: seed, options, variant, operator, horizon", () => {
    expect(common({ seed: "t" })).toBe(0);
    expect(common({ subjects: [{ ...plan.subjects[0]!, options: { size: 4 } }] })).toBe(0);
    expect(common({ watch: { ...plan.watch, horizonMs: 2 } })).toBe(0);
    const [first, second] = plan.variants as [PlannedVariant, PlannedVariant];
    const smarter = { ...first, told: { ...first.told!, model: "m-2" } };
    expect(common({ variants: [smarter, second] })).toBe(11 * 3);
    const other = { ...first, repairer: { by: "operator-command" as const, command: "/home/me/op2" } };
    expect(common({ variants: [other, second] })).toBe(11 * 3);
  });

  it("knows programs by their own names", () => {
    expect(withoutFolders(`sh -c '/a/b.sh x/y' --out=/tmp/z ./c`)).toBe("sh -c 'b.sh y' --out=z c");
  });
});

describe("dueTrials", () => {
  const { trials } = expandCampaign({ ...plan, repetitions: 1, shams: false, controls: false, variants: [] });
  const [first, second] = trials as [PlannedTrial, PlannedTrial];
  const prior = (trial: PlannedTrial, id: number, outcome: "timeout" | "invalid" | "aborted" | null) => ({
    id,
    identity: trial.identity,
    campaignId: 7,
    outcome,
    attempt: id,
  });

  it("leaves out what ended with a verdict, and repeats what did not under the next attempt", () => {
    const before = [prior(first, 1, "timeout"), prior(second, 1, "invalid"), prior(second, 2, "aborted")];
    const { due, skipped, repeated, campaigns } = dueTrials(trials, before, { fresh: false });
    expect(due).toEqual([{ planned: second, attempt: 3 }]);
    expect([skipped, repeated, campaigns.get(second.identity)]).toEqual([1, 1, 7]);
  });

  it("does not repeat a trial that had a verdict before it was run once more", () => {
    const before = [prior(first, 1, "timeout"), prior(first, 2, "aborted")];
    expect(dueTrials([first], before, { fresh: false }).due).toEqual([]);
  });

  it("runs everything again, in campaigns of their own, where that is wanted", () => {
    const { due, campaigns } = dueTrials(trials, [prior(first, 1, "timeout")], { fresh: true });
    expect(due.map(({ attempt }) => attempt)).toEqual([2, 1]);
    expect(campaigns.size).toBe(0);
  });
});

describe("forecast", () => {
  const timing = { ...defaultTiming, horizonMs: 100_000, holdMs: 10_000, quietMinMs: 5_000, quietMaxMs: 15_000 };

  it("lies between all faults healing at once and none at all", () => {
    const small = expandCampaign({ ...plan, variants: [], controls: false, shams: false, repetitions: 2 });
    const { leastMs, mostMs } = forecast(small, { timing, cooldownMs: 1_000, parallel: 1 });
    expect(mostMs - leastMs).toBe(4 * 100_000);
    expect(leastMs).toBe(4 * (5_000 + 10_000 + 5_000 + 10_000) + 3 * 1_000);
  });

  it("is shared among clusters that run side by side, of which no more count than there are trials", () => {
    const small = expandCampaign({ ...plan, variants: [], controls: false, shams: false, repetitions: 2 });
    const on = (parallel: number) => forecast(small, { timing, cooldownMs: 1_000, parallel });
    expect(on(2).leastMs).toBe((4 * 30_000 + 2 * 1_000) / 2);
    expect(on(10)).toMatchObject({ leastMs: 30_000, mostMs: 130_000, assumed: { parallel: 10 } });
  });

  it("says how small a difference can be seen, and when none can", () => {
    const of = (repetitions: number) =>
      forecast(expandCampaign({ ...plan, repetitions }), { timing, cooldownMs: 0, parallel: 1 });
    expect(of(2).detectable).toMatchObject({ paired: null, unpaired: null, pairsInAll: 4, fewestPairs: 5 });
    const { paired, pairedInAll } = of(40).detectable!;
    expect(paired).toBeLessThan(0.5);
    expect(pairedInAll).toBeLessThan(paired!);
  });

  it("has nothing to compare a single arm with", () => {
    const alone = expandCampaign({ ...plan, variants: [], controls: false, shams: false });
    expect(forecast(alone, { timing, cooldownMs: 0, parallel: 1 }).detectable).toBeNull();
  });
});
