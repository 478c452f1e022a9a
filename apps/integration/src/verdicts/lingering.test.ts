import { commandOperator, type CommandOperatorOptions } from "@eval/operator";
import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { hasProc, processesWith } from "../testing/processes.js";
import { untilHorizon } from "../testing/stage.js";

/**
 * Waits for a server that is down and leaves a daemon behind that starts it again and again: forked twice,
 * in a session of its own. A shell's script, so that any user can run it, wherever this working copy lies.
 */
function leavesRestartLoop(session: string): string {
  return `
    admin=$(sed -n 's/.*"command": "\\(.*\\) status".*/\\1/p' {briefing})
    until node=$($admin status | awk '/not running/ { print $1 }') && [ -n "$node" ]; do sleep 0.1; done
    ${session} /bin/sh -c "(while :; do $admin start $node; sleep 0.2; done) > /dev/null 2>&1 &"
    exec sleep 600`;
}

describe("a restart loop left by the trial before does not heal the baseline that follows", () => {
  const stage = onStage();

  async function trialThenBaseline(options: CommandOperatorOptions) {
    const first = await stage().trial({ operator: commandOperator(options) });
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
    const facts = await trialThenBaseline({ command: leavesRestartLoop('env -i PATH="$PATH" setsid') });
    expect(facts).toMatchObject({ isolated: true, containedBy: "uid" });
  });

  it("found by the inherited marker where the operator shares the harness's uid", async (context) => {
    if (!hasProc) context.skip("needs /proc");
    const facts = await trialThenBaseline({ command: leavesRestartLoop("setsid"), isolation: "shared" });
    expect(facts).toMatchObject({ isolated: false, containedBy: "marker" });
  });
});
