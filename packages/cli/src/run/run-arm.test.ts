import { HarnessError } from "@eval/core";
import { FakeSubject, MemoryRecorder, memoryOperator } from "@eval/core/testing";
import { describe, expect, it } from "vitest";
import { memorySession } from "../testing/memory-session.js";
import { exitCodeOfRuns, warningsOf } from "./report-arm.js";
import { runArm } from "./run-arm.js";
import { falseTicketText } from "./summarise-arm.js";

const nobody = { sham: false, repairer: { by: "nobody" } } as const;

describe("runArm", () => {
  it("warns of a wrong fix that this fault does not have, as soon as that is known", async () => {
    const session = memorySession(new FakeSubject().subject, { chaosType: "node_down", horizonMs: 200 });
    const arm = { sham: false, repairer: { by: "agent", agent: "wrong_fix", wrongFix: "wpie" } } as const;
    const { trials } = await runArm(
      session,
      arm,
      memoryOperator("wrong_fix", async () => undefined),
    );
    expect(session.notes[0]).toBe("warning: this fault has no wrong fix wpie; did you mean wipe? (it has wipe)");
    expect(trials[0]?.wrongFixes).toEqual(["wipe"]);
  });

  it("names operator and variant, as campaigns do", async () => {
    const session = memorySession(new FakeSubject().subject, { chaosType: "node_down", horizonMs: 100 });
    const varied = { ...session, request: { ...session.request, variant: "small" } };
    const idle = memoryOperator("command", async () => undefined);
    const repairer = { by: "operator-command", command: "x" } as const;
    await runArm(varied, { sham: false, repairer }, idle);
    await runArm(varied, { sham: true, repairer }, idle);
    expect(session.notes.filter((note) => note.includes(", trial 1 of 1: "))).toEqual([
      expect.stringMatching(/^command\/small, trial/),
      expect.stringMatching(/^sham, command\/small, trial/),
    ]);
  });

  it("counts false alarms in a sham against the time of watching", async () => {
    const session = memorySession(new FakeSubject().subject, { chaosType: "node_down", horizonMs: 300 });
    const alarmist = memoryOperator("alarmist", async ({ trace, signal }) => {
      while (!signal.aborted) {
        // Closed at once, so that the operator counts as quiet all the same.
        trace.openTicket("imagined", { status: "resolved" });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    const arm = { sham: true, repairer: { by: "operator-command", command: "x" } } as const;
    const { trials } = await runArm(session, arm, alarmist);
    expect(trials).toMatchObject([{ record: { outcome: "success", chaosType: "none" } }]);
    expect(falseTicketText({ arm, trials })).toMatch(
      /^false tickets: [1-9]\d* in .* of a healthy cluster \(\d+\.\d an hour\)\n$/,
    );
  });

  it("keeps the trials before a failure, and the failure beside them", async () => {
    class Forgetful extends MemoryRecorder {
      override async beginTrial(...args: Parameters<MemoryRecorder["beginTrial"]>): Promise<number> {
        if (this.trials.length === 1) throw new HarnessError("store_full");
        return super.beginTrial(...args);
      }
    }
    const session = memorySession(new FakeSubject().subject, { chaosType: "node_down", horizonMs: 100 });
    const failing = { ...session, recorder: new Forgetful(), request: { ...session.request, trials: 3 } };
    const run = await runArm(failing, nobody, undefined);
    expect(run.trials).toHaveLength(1);
    expect(run.failure).toMatchObject({ code: "store_full" });
    expect(exitCodeOfRuns([run], failing)).toBe(1);
  });
});

describe("warningsOf", () => {
  const notesWith = (facts: object, clockOffsetMs: number | null = null) =>
    [{ trials: [{ record: { clockOffsetMs }, notes: { isolated: null, processesHidden: null, ...facts } }] }] as never;

  it("warns once when an operator was not isolated", () => {
    expect(
      warningsOf(notesWith({ isolated: false, isolationReason: "no root", kept: null }), { argumentsTell: true }),
    ).toEqual(["warning: the operator was not isolated from the harness: no root"]);
  });

  it("warns when an isolated operator could read the fault's name in some command line", () => {
    const seeing = notesWith({ isolated: true, processesHidden: false, kept: null });
    expect(warningsOf(seeing, { argumentsTell: true })).toHaveLength(1);
    expect(warningsOf(seeing, { argumentsTell: false })).toEqual([]);
  });

  it("warns when the operator's clock is off by more than two seconds", () => {
    expect(warningsOf(notesWith({ kept: null }, 7_000), { argumentsTell: false })).toEqual([
      "warning: the operator's clock is 7.0 s ahead; detection and claims are timed by the harness's own",
    ]);
    expect(warningsOf(notesWith({ kept: null }, 1_500), { argumentsTell: false })).toEqual([]);
  });
});
