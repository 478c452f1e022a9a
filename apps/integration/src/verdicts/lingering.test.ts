import { describe, expect, it } from "vitest";
import type { CommandOperatorOptions } from "@eval/operator";
import type { ScriptName } from "../testing/operators/index.js";
import { onStage } from "../testing/on-stage.js";
import { hasProc, processesWith } from "../testing/processes.js";
import { reachable, scripted } from "../testing/scripted-operator.js";
import { untilHorizon } from "../testing/stage.js";

describe("a restart loop left by the trial before does not heal the baseline that follows", () => {
  const stage = onStage();

  async function trialThenBaseline(script: ScriptName, options: Partial<CommandOperatorOptions>) {
    const first = await stage().trial({ operator: scripted(script, options) });
    // The loop is real: it has repaired this very fault.
    expect(first.trial.outcome).toBe("success");
    expect(first.the("operator.stopped").data).toMatchObject({ managed: true, survivors: [] });
    expect(await processesWith(`/pg-${first.trial.clusterId}/bin/`)).toEqual([]);

    const baseline = await stage().trial({ timing: untilHorizon });
    expect(baseline.trial.planDigest).toBe(first.trial.planDigest);
    expect(baseline.trial).toMatchObject({ outcome: "timeout", recoveredAt: null });
    return first.the("operator.started").data.facts;
  }

  it("found by the operator's own uid, whatever it did to its environment", async (context) => {
    if (!hasProc) context.skip("needs /proc");
    if (process.getuid?.() !== 0) context.skip("only root can give operators uids of their own");
    if (reachable.isolation !== "auto") context.skip("other users cannot read this working copy");
    const facts = await trialThenBaseline("leavesRestartLoopWithoutEnvironment", {});
    expect(facts).toMatchObject({ isolated: true, containedBy: "uid" });
  });

  it("found by the inherited marker where the operator shares the harness's uid", async (context) => {
    if (!hasProc) context.skip("needs /proc");
    const facts = await trialThenBaseline("leavesRestartLoop", { isolation: "shared" });
    expect(facts).toMatchObject({ isolated: false, containedBy: "marker" });
  });
});
