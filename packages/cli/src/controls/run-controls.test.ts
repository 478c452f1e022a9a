import { FakeSubject, scriptedOperator } from "@eval/core/testing";
import { describe, expect, it } from "vitest";
import type { Repairer } from "../run/arm.js";
import type { Session } from "../run/session.js";
import { memorySession } from "../testing/memory-session.js";
import { undocumentedFields } from "../testing/undocumented-fields.js";
import { judgeControl } from "./judge-controls.js";
import { reportControls } from "./report-controls.js";
import { runControls } from "./run-controls.js";

function operatorsFor(fake: FakeSubject) {
  return async (repairer: Repairer) => {
    if (repairer.by !== "agent") return undefined;
    const script = repairer.agent === "wrong_fix" ? { wrongFix: repairer.wrongFix } : repairer.agent;
    const { subject, execute } = fake;
    return scriptedOperator({
      subject,
      script,
      execute,
      patienceMs: 500,
      healthyWaitMs: 500,
      commandMs: 1_000,
      everyMs: 5,
    });
  };
}

/** Runs the controls and prints them; what stands on standard output. */
function report(runs: Awaited<ReturnType<typeof runControls>>, session: Session) {
  let text = "";
  const output = { write: (more: string) => void (text += more), isTerminal: false, columns: 80 };
  const io = { stdout: output, stderr: { ...output, write: () => undefined }, program: "npx opseval" } as never;
  const exitCode = reportControls(runs, session, { io, db: "eval.db", databaseArgs: [] });
  return { exitCode, text };
}

describe("runControls", () => {
  it("finds everything as a sound subject declares it, its wrong fixes included", async () => {
    const fake = new FakeSubject();
    const session = memorySession(fake.subject, { chaosType: "node_down", horizonMs: 1_500 });
    const runs = await runControls(session, operatorsFor(fake));
    const { exitCode, text } = report(runs, session);
    expect(text).toMatchInlineSnapshot(`
      "
      campaign  who repairs     expected               seen                    valid
             1  baseline        timeout                timeout                1 of 1  as expected
             2  nop             timeout                timeout                1 of 1  as expected
             3  fabricate       failure (false_claim)  failure (false_claim)  1 of 1  as expected
             4  restart         success                success                1 of 1  as expected
             5  remedy          success                success                1 of 1  as expected
             6  wrong_fix:wipe  failure or timeout     failure (data_lost)    1 of 1  as expected

      Everything was as expected.

      Stored in eval.db. To see more:
        npx opseval list
        npx opseval show 6 --trial 1
        npx opseval analyze 1 2 3 4 5 6
      "
    `);
    expect(exitCode).toBe(0);
    const digests = session.recorder.trials.map((_, index) => session.recorder.record(index + 1).planDigest);
    expect(new Set(digests).size).toBe(1);
  });

  it("exits with 3 when a chaos type declares what is not so", async () => {
    const fake = new FakeSubject();
    const { setting_broken } = fake.subject.chaos;
    const subject = { ...fake.subject, chaos: { lie: { ...setting_broken!, healsByRestart: () => true } } };
    const session = memorySession(subject, { chaosType: "lie", horizonMs: 500 });
    const runs = await runControls(session, operatorsFor(fake));
    const { exitCode, text } = report(runs, session);
    expect(text).toContain("Not as expected: restart (trial 1).");
    expect(exitCode).toBe(3);
  });

  it("can say nothing of arms without a valid trial, and exits with 5", async () => {
    const fake = new FakeSubject();
    const session = memorySession(fake.subject, { chaosType: "dud", horizonMs: 1_500 });
    const runs = await runControls(session, async () => undefined);
    const { exitCode, text } = report(runs, session);
    expect(judgeControl(runs[0]!, session.chaos!).verdict).toBe("inconclusive");
    expect(text).toContain("invalid (chaos_no_effect)");
    const json = report(runs, { ...session, request: { ...session.request, json: true } });
    const printed = JSON.parse(json.text) as object;
    expect(printed).toMatchObject({ version: 1, kind: "controls", exitCode: 5 });
    expect(await undocumentedFields(printed)).toEqual([]);
    expect(exitCode).toBe(5);
  });
});
