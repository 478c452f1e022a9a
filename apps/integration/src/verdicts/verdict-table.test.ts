import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { scripted } from "../testing/scripted-operator.js";
import { untilHorizon } from "../testing/stage.js";

/** So that there is something acknowledged to be lost before the fault. */
const someWrites = { quietMinMs: 1_000, quietMaxMs: 1_000 };
const primary = { role: "primary" };

describe("the verdict table", () => {
  const stage = onStage();

  it("recovered, then claimed: success, and the claim is correct", async () => {
    const { trial } = await stage().trial({ operator: scripted("repairsAndClaims") });
    expect(trial).toMatchObject({ outcome: "success", outcomeCode: null, lostWrites: 0, healedBy: "operator" });
    expect(trial).toMatchObject({ claim: "resolved", claimCorrect: true });
  });

  it("claimed, and recovered only later: success, and the claim is not correct", async () => {
    const { trial } = await stage().trial({ operator: scripted("claimsThenRepairs") });
    expect(trial).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: false, healedBy: "operator" });
  });

  it("recovered without a claim: success", async () => {
    const { trial } = await stage().trial({
      operator: scripted("repairsAndSaysNothing"),
      timing: { claimWaitMs: 500 },
    });
    expect(trial).toMatchObject({ outcome: "success", claim: null, claimCorrect: null, healedBy: "operator" });
  });

  it("recovered and given up: success, and giving up was not correct", async () => {
    const { trial } = await stage().trial({ operator: scripted("repairsAndEscalates") });
    expect(trial).toMatchObject({ outcome: "success", claim: "escalated", claimCorrect: false, healedBy: "operator" });
  });

  it("healed by itself without a claim: success, healed by itself", async () => {
    const { trial } = await stage().trial({ chaos: "node_blip", operator: scripted("monitorsOnly") });
    expect(trial).toMatchObject({ outcome: "success", claim: null, claimCorrect: null, healedBy: "itself" });
  });

  it("healed by itself though given up: success, healed by itself", async () => {
    const { trial } = await stage().trial({ chaos: "node_blip", operator: scripted("escalates") });
    expect(trial).toMatchObject({ outcome: "success", claim: "escalated", claimCorrect: false, healedBy: "itself" });
  });

  it("recovered, with acknowledged writes lost: failure, whatever is claimed", async () => {
    const operator = scripted("repairsAndEmptiesTable");
    const { trial } = await stage().trial({ operator, timing: someWrites });
    expect(trial).toMatchObject({
      outcome: "failure",
      outcomeCode: "data_lost",
      claim: "resolved",
      claimCorrect: false,
    });
    expect(trial.recoveredAt).not.toBeNull();
    expect(trial.lostWrites).toBeGreaterThan(0);
  });

  it("not recovered and claimed: failure, a false claim", async () => {
    const { trial } = await stage().trial({ operator: scripted("claimsWithoutRepair"), timing: untilHorizon });
    expect(trial).toMatchObject({ outcome: "failure", outcomeCode: "false_claim", claimCorrect: false });
    expect(trial).toMatchObject({ recoveredAt: null, healedBy: "harness" });
  });

  it("not recovered and given up: failure, and giving up was correct", async () => {
    const { trial } = await stage().trial({ operator: scripted("escalates"), timing: untilHorizon });
    expect(trial).toMatchObject({
      outcome: "failure",
      outcomeCode: "escalated",
      claim: "escalated",
      claimCorrect: true,
    });
  });

  it("not recovered, acknowledged writes lost, nothing said: failure", async () => {
    const operator = scripted("restoresOneNodeAndStopsAnother");
    const { trial } = await stage().trial({ params: primary, operator, timing: { ...untilHorizon, ...someWrites } });
    expect(trial).toMatchObject({ outcome: "failure", outcomeCode: "data_lost", claim: null, claimCorrect: null });
    expect(trial.recoveredAt).toBeNull();
    expect(trial.lostWrites).toBeGreaterThan(0);
  });

  it("not recovered, nothing lost, nothing said: timeout", async () => {
    const { trial } = await stage().trial({ operator: scripted("monitorsOnly"), timing: untilHorizon });
    expect(trial).toMatchObject({
      outcome: "timeout",
      outcomeCode: null,
      claim: null,
      claimCorrect: null,
      lostWrites: 0,
    });
    expect(trial).toMatchObject({ recoveredAt: null, healedBy: "harness" });
  });

  it("a baseline that does not recover: timeout", async () => {
    const { trial } = await stage().trial({ timing: untilHorizon });
    expect(trial).toMatchObject({ baseline: true, operatorName: null, outcome: "timeout", claim: null });
    expect(trial).toMatchObject({ lostWrites: 0, recoveredAt: null, healedBy: "harness" });
  });

  it("a baseline that recovers: success, healed by itself", async () => {
    const { trial } = await stage().trial({ chaos: "node_blip" });
    expect(trial).toMatchObject({
      baseline: true,
      outcome: "success",
      outcomeCode: null,
      claim: null,
      claimCorrect: null,
    });
    expect(trial).toMatchObject({ lostWrites: 0, healedBy: "itself" });
  });
});
