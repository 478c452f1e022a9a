import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { agentCommandOperator } from "@eval/operator";
import { describe, expect, it } from "vitest";
import { onStage } from "../testing/on-stage.js";
import { untilHorizon } from "../testing/stage.js";

describe("agents without a monitor", () => {
  const stage = onStage();

  it("an agent whose exit code is not 0 has given up, and what it ran is recorded with exit codes, times and bounded output", async () => {
    const keepIn = join(stage().folder, "kept");
    const agentCommand = `"$SHELL_TOOL" 'echo looked; exit 7'; "$SHELL_TOOL" 'yes | head -c 3000000' > /dev/null; exit 1`;
    const operator = agentCommandOperator({ agentCommand, plugin: stage().plugin.url, intervalMs: 200, keepIn });
    const { trial } = await stage().trial({ chaos: "lock_pileup", operator, timing: untilHorizon });
    expect(trial).toMatchObject({
      outcome: "failure",
      outcomeCode: "escalated",
      claim: "escalated",
      claimCorrect: true,
    });

    // Once for each ticket; the first of them is enough.
    const commands = trial.commands.slice(0, 2);
    const lineOf = (params: string | null) => (JSON.parse(params ?? "{}") as { command?: string }).command;
    expect(commands.map(({ tool_params, exit_code }) => [lineOf(tool_params), exit_code])).toEqual([
      ["echo looked; exit 7", 7],
      ["yes | head -c 3000000", 0],
    ]);
    for (const { timestamp } of commands) {
      expect(Date.parse(timestamp ?? "")).toBeGreaterThanOrEqual(Date.parse(trial.chaosInjectedAt ?? ""));
      expect(Date.parse(timestamp ?? "")).toBeLessThanOrEqual(Date.parse(trial.endedAt ?? ""));
    }
    const [folder = ""] = await readdir(keepIn);
    expect((await stat(join(keepIn, folder, "operator.db"))).size).toBeLessThan(1_000_000);
  });

  it("an agent that ends with exit code 0 claims that the ticket is resolved, right or wrong", async () => {
    const operator = agentCommandOperator({ agentCommand: "true", plugin: stage().plugin.url, intervalMs: 200 });
    const { trial } = await stage().trial({ operator, endOnClaim: true });
    expect(trial).toMatchObject({ outcome: "failure", outcomeCode: "false_claim", claim: "resolved", commands: [] });
  });
});
