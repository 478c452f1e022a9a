import { chmod, copyFile, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { agentCommandOperator } from "@eval/operator";
import { describe, expect, it } from "vitest";
import { quoted } from "../testing/hands.js";
import { onStage } from "../testing/on-stage.js";
import { untilHorizon } from "../testing/stage.js";

const example = fileURLToPath(new URL("../../../../examples/shell-agent.sh", import.meta.url));

describe("agents without a monitor", () => {
  const stage = onStage();
  const agent = (agentCommand: string, keepIn = stage().folder) =>
    agentCommandOperator({ agentCommand, plugin: stage().plugin.url, intervalMs: 200, keepIn });
  const commandsOf = (commands: readonly { tool_params: string | null; exit_code: number | null }[]) =>
    commands.map(({ tool_params, exit_code }) => [
      (JSON.parse(tool_params ?? "{}") as { command: string }).command,
      exit_code,
    ]);

  it("the shell agent of the README repairs lock_pileup, and its commands are recorded with exit codes and times", async () => {
    // Where the agent's own user can read it.
    const script = join(stage().folder, "shell-agent.sh");
    await copyFile(example, script);
    await chmod(script, 0o755);
    const seen = await stage().trial({ chaos: "lock_pileup", operator: agent(quoted(script)) });
    const { trial } = seen;
    expect(trial).toMatchObject({ outcome: "success", claim: "resolved", claimCorrect: true, healedBy: "operator" });
    const commands = commandsOf(trial.commands);
    expect(commands.map(([, exitCode]) => exitCode)).toEqual(commands.map(() => 0));
    expect(commands).toContainEqual([expect.stringContaining("pg_terminate_backend"), 0]);
    for (const { timestamp } of trial.commands) {
      expect(Date.parse(timestamp ?? "")).toBeGreaterThanOrEqual(Date.parse(trial.chaosInjectedAt ?? ""));
      expect(Date.parse(timestamp ?? "")).toBeLessThanOrEqual(Date.parse(trial.endedAt ?? ""));
    }
    expect(seen.the("ticket.opened").data.concerns).toBe(true);
  });

  it("the shell agent is as short as the README says", async () => {
    const lines = (await readFile(example, "utf8")).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines.length).toBeLessThanOrEqual(10);
  });

  it("an agent that ends with another exit code than 0 has given up, and what it printed is kept within bounds", async () => {
    const keepIn = join(stage().folder, "kept");
    const script = `"$SHELL_TOOL" 'echo looked; exit 7'; "$SHELL_TOOL" 'yes | head -c 3000000' > /dev/null; exit 1`;
    const seen = await stage().trial({ chaos: "lock_pileup", operator: agent(script, keepIn), timing: untilHorizon });
    expect(seen.trial).toMatchObject({ outcome: "failure", outcomeCode: "escalated", claim: "escalated" });
    expect(commandsOf(seen.trial.commands).slice(0, 2)).toEqual([
      ["echo looked; exit 7", 7],
      ["yes | head -c 3000000", 0],
    ]);
    const [folder = ""] = await readdir(keepIn);
    expect((await stat(join(keepIn, folder, "operator.db"))).size).toBeLessThan(1_000_000);
  });
});
