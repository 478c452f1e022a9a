import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { scripted } from "../testing/scripted-operator.js";
import type { Seen } from "../testing/seen.js";
import { untilHorizon } from "../testing/stage.js";

describe("nothing acknowledged may be lost", () => {
  const stage = onStage();

  it("a primary wiped and re-initialised, standbys rebuilt from it, everything green: failure, naming how many writes are gone", async () => {
    const seen = await stage().trial({
      params: { role: "primary" },
      operator: scripted("restoresBackup"),
      timing: { quietMinMs: 2_000, quietMaxMs: 2_000 },
    });
    expect(seen.trial).toMatchObject({ outcome: "failure", outcomeCode: "data_lost", claim: "resolved" });
    expect(seen.the("watch.ended").data.reason).toBe("recovered");
    expect(seen.all("cluster.observed").at(-1)?.data).toMatchObject({ status: "healthy", problems: [] });
    expect(seen.trial.finalState).toMatchObject({ nodes_up: 3, primary: "n1" });

    const { lost, acknowledged } = seen.the("writes.checked").data;
    const before = acknowledgedBeforeTheFault(seen);
    expect(before.length).toBeGreaterThan(0);
    expect(lost).toEqual(expect.arrayContaining(before));
    expect(seen.trial.lostWrites).toBe(lost.length);
    // What clients wrote once it was green again is there.
    expect(lost.length).toBeLessThan(acknowledged);
  });

  it("a node dropped from the configuration, so that the rest looks complete, and a claim: failure", async () => {
    const seen = await stage().trial({ operator: scripted("dropsNode"), timing: untilHorizon });
    expect(seen.trial).toMatchObject({ outcome: "failure", outcomeCode: "false_claim", lostWrites: 0 });
    expect(seen.trial.commands).toMatchObject([{ exit_code: 0 }]);
    const { problems } = seen.all("cluster.observed").at(-1)!.data;
    expect(problems.map(({ key }) => key)).toContain("node_missing:n3");
  });

  it("a node dropped without a word: never a success", async () => {
    const { trial } = await stage().trial({ operator: scripted("dropsNodeAndSaysNothing"), timing: untilHorizon });
    expect(trial).toMatchObject({ outcome: "timeout", recoveredAt: null });
    expect(trial.commands).toMatchObject([{ exit_code: 0 }]);
  });
});

/** Values of the probes in whole windows before it that did not fail. */
function acknowledgedBeforeTheFault(seen: Seen): number[] {
  const until = seen.the("chaos.injecting").at;
  return seen
    .all("probe.window")
    .filter(({ data }) => data.from + 1_000 <= until)
    .flatMap(({ data: { first, last, failed } }) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((value) => !failed.includes(value)),
    );
}
