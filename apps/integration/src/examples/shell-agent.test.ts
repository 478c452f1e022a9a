import { execFile } from "node:child_process";
import { chmod, copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openStore } from "@eval/store";
import { expect, it, onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const example = join(root, "examples/shell-agent.sh");

it("the README's shell agent is the one in examples", async () => {
  expect(await readFile(join(root, "README.md"), "utf8")).toContain(await readFile(example, "utf8"));
});

it("the README's shell agent repairs lock_pileup for real", { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "example-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  // The agent's user must be able to read it, wherever this clone lies.
  await chmod(folder, 0o755);
  const agent = join(folder, "agent.sh");
  await copyFile(example, agent);
  await chmod(agent, 0o755);
  const db = join(folder, "eval.db");
  const args = ["run", "--chaos", "lock_pileup", "--agent-command", `sh ${agent}`, "--db", db];
  const timing = ["--horizon", "30s", "--hold", "1s", "--quiet", "0"];
  await promisify(execFile)(process.execPath, [join(root, "packages/cli/bin/eval.js"), ...args, ...timing]);

  await using store = await openStore(db);
  const trial = await store.getTrial(1);
  expect(trial).toMatchObject({ outcome: "success", claim: "resolved", healedBy: "operator", lostWrites: 0 });
  expect(trial?.commands.map(({ exit_code }) => exit_code)).toEqual([0, 0, 0]);
  expect(trial?.commands[1]?.tool_params).toContain("pg_terminate_backend");
});
