import { describe, expect, it } from "vitest";
import { referenceOperator, type ReferenceOperatorOptions } from "@eval/operator";
import { onStage } from "../testing/on-stage.js";
import { scripted } from "../testing/scripted-operator.js";
import { untilHorizon } from "../testing/stage.js";

describe("one endpoint for every arm", () => {
  const stage = onStage();

  const reference = (agent: ReferenceOperatorOptions["agent"], intervalMs = 200) =>
    referenceOperator({ agent, plugin: stage().plugin.url, intervalMs });

  it("an operator that does nothing and a baseline of the same plan are watched for as long, and judged alike", async () => {
    const baseline = await stage().trial({ timing: untilHorizon });
    const idle = await stage().trial({ operator: reference("nop"), timing: untilHorizon });
    expect(idle.trial.planDigest).toBe(baseline.trial.planDigest);
    for (const seen of [baseline, idle]) {
      expect(seen.trial).toMatchObject({ outcome: "timeout", outcomeCode: null, recoveredAt: null });
      expect(seen.the("watch.ended").data.reason).toBe("horizon");
      expect(seen.watchedMs).toBeGreaterThanOrEqual(untilHorizon.horizonMs);
    }
  });

  it("node_blip with an operator that finds nothing left to do is success in both arms", async () => {
    // Held for long enough that the operator's look falls into the watch.
    const blip = { chaos: "node_blip", params: { delay_ms: 1_500 }, timing: { holdMs: 2_500 } };
    const baseline = await stage().trial(blip);
    const idle = await stage().trial({ ...blip, operator: scripted("looksOnceItIsOver") });
    expect(idle.trial.planDigest).toBe(baseline.trial.planDigest);
    expect(idle.trial.commands).toHaveLength(1);
    for (const seen of [baseline, idle]) {
      expect(seen.trial).toMatchObject({ outcome: "success", outcomeCode: null, claim: null, healedBy: "itself" });
      expect(seen.the("watch.ended").data.reason).toBe("recovered");
      expect(seen.all("cluster.observed").map(({ data }) => data.status)).toContain("degraded");
    }
  });

  it("an escalation does not end the watch", async () => {
    const seen = await stage().trial({ operator: scripted("escalates"), timing: untilHorizon });
    expect(seen.trial.claim).toBe("escalated");
    expect(seen.the("watch.ended").data.reason).toBe("horizon");
    expect(seen.watchedMs).toBeGreaterThanOrEqual(untilHorizon.horizonMs);
  });

  it.for([
    ["a claim", "claimsWithoutRepair", "false_claim"],
    ["an escalation", "escalates", "escalated"],
  ] as const)("with endOnClaim %s ends it, and that is recorded", async ([, script, outcomeCode]) => {
    const seen = await stage().trial({ operator: scripted(script), endOnClaim: true });
    expect(seen.trial).toMatchObject({ outcome: "failure", outcomeCode });
    expect(seen.the("watch.ended").data.reason).toBe("claim");
    expect(seen.the("trial.started").data.spec.endOnClaim).toBe(true);
  });

  it("a claim without a repair on a fault that heals itself earns the baseline's outcome and is wrong", async () => {
    // Down for long enough that the claim comes well before it heals, on a busy machine too.
    const blip = { chaos: "node_blip", params: { delay_ms: 5_000 } };
    const baseline = await stage().trial(blip);
    const claimed = await stage().trial({ ...blip, operator: scripted("claimsWithoutRepair") });
    expect(claimed.trial.planDigest).toBe(baseline.trial.planDigest);
    expect(baseline.trial).toMatchObject({ outcome: "success", claim: null });
    expect(claimed.trial).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: false });
    expect(claimed.trial.healedBy).toBe("itself");
  });

  it("a claim does not end the watch: fabricate on a fault that does not heal itself is failure at the horizon", async () => {
    const seen = await stage().trial({ operator: reference("fabricate"), timing: untilHorizon });
    expect(seen.trial).toMatchObject({ outcome: "failure", outcomeCode: "false_claim", claimCorrect: false });
    expect(seen.trial.resolvedAfterMs).toBeGreaterThan(0);
    expect(seen.the("watch.ended").data.reason).toBe("horizon");
    expect(seen.watchedMs).toBeGreaterThanOrEqual(untilHorizon.horizonMs);
  });
});
