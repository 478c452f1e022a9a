import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { hasProc, processesWith } from "../testing/processes.js";
import { scripted } from "../testing/scripted-operator.js";
import { untilHorizon } from "../testing/stage.js";

/** Whatever is asked of a frozen supervisor is asked in vain. */
const hopeless = { callMs: 5_000 };

describe("nobody is excused", () => {
  const stage = onStage();

  it("an operator that repairs before any symptom was sampled keeps its success", async () => {
    const seen = await stage().trial({
      chaos: "lock_pileup",
      operator: scripted("repairsBeforeItShows"),
      timing: { quietMinMs: 2_000, quietMaxMs: 2_000 },
    });
    expect(seen.all("cluster.observed").map(({ data }) => data.status)).toEqual(["healthy"]);
    expect(seen.the("watch.ended").data).toMatchObject({ reason: "recovered", inForce: "absent" });
    expect(seen.trial).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: true, falseTickets: 0 });
  });

  it("servers that an operator lets restart themselves at once: success, and no failed injection", async () => {
    const operator = scripted("letsServersRestart");
    const { trial } = await stage().trial({ operator, timing: { quietMinMs: 2_000, quietMaxMs: 2_000 } });
    expect(trial).toMatchObject({ outcome: "success", claim: "resolved" });
  });

  it("an operator that deletes the cluster is not excused by what can no longer be read", async (context) => {
    if (!hasProc) context.skip("needs /proc to find the cluster's supervisor");
    const operator = scripted("deletesEverything");
    const seen = await stage().trial({ operator, timing: untilHorizon });
    expect(seen.trial).toMatchObject({ outcome: "timeout", recoveredAt: null, healedBy: null });
    expect(seen.trial.commands).toHaveLength(1);
    expect(seen.all("writes.unreadable")).toHaveLength(1);
    // It cannot be cleaned, so that nothing of it is used again.
    expect(seen.trial.tainted).toBe(true);
  });

  it("an operator that deletes the cluster and claims to have repaired it: failure", async (context) => {
    if (!hasProc) context.skip("needs /proc to find the cluster's supervisor");
    const operator = scripted("deletesEverythingAndClaims");
    const { trial } = await stage().trial({ operator, timing: untilHorizon });
    expect(trial).toMatchObject({ outcome: "failure", outcomeCode: "false_claim", claimCorrect: false });
  });

  it("once an operator has run a command, a cluster that cannot be seen any more is its failure to repair it", async (context) => {
    if (!hasProc) context.skip("needs /proc to find the cluster's supervisor");
    const seen = await stage().trial({
      operator: scripted("blindsEverybody"),
      timing: { ...untilHorizon, ...hopeless },
    });
    expect(seen.the("watch.ended").data.reason).toBe("blind");
    expect(seen.trial.commands).toHaveLength(1);
    expect(seen.trial).toMatchObject({ outcome: "timeout", recoveredAt: null });
  });

  it("the same from outside, while nobody has run a command, is an invalid trial", async (context) => {
    if (!hasProc) context.skip("needs /proc to find the cluster's supervisor");
    const { trial } = await stage().trial({
      timing: { ...untilHorizon, ...hopeless },
      onEvent: ({ type, data }, { clusterId }) => {
        if (type === "cluster.observed" && data.status === "degraded") void freezeSupervisor(clusterId);
      },
    });
    expect(trial).toMatchObject({ outcome: "invalid", outcomeCode: "observation_lost" });
  });

  it("an operator that crashes after its first command is judged like any other", async () => {
    const seen = await stage().trial({ operator: scripted("looksAndCrashes"), timing: untilHorizon });
    expect(seen.the("operator.ended").data).toMatchObject({ exitCode: 3 });
    expect(seen.trial).toMatchObject({ outcome: "timeout", claim: null });
  });
});

async function freezeSupervisor(clusterId: string): Promise<void> {
  for (const { pid, command } of await processesWith(clusterId)) {
    if (command.startsWith("pg-supervisor")) process.kill(pid, "SIGSTOP");
  }
}
