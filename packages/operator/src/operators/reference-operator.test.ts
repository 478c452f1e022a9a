import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { OperatorStart, RunningOperator } from "@eval/core";
import { openOperatorTrace } from "@eval/operator-db";
import { expect, onTestFinished, test } from "vitest";
import { thisHost } from "../host.js";
import { readText, scratchFolders } from "../testing/scratch.js";
import { toyCluster, type ToyCluster } from "../testing/toy-cluster.js";
import { until, within } from "../testing/within.js";
import { agentCommandOperator, referenceOperator, type ReferenceOperatorOptions } from "./reference-operator.js";

const scratchFolder = scratchFolders(onTestFinished);

async function start(
  cluster: ToyCluster,
  options: Partial<ReferenceOperatorOptions> & Pick<ReferenceOperatorOptions, "agent">,
  more: Partial<OperatorStart> = {},
) {
  const scratch = await scratchFolder();
  const operator = referenceOperator({
    plugin: cluster.plugin,
    intervalMs: 100,
    host: { ...thisHost(), temporaryFolder: scratch },
    ...options,
  });
  const { handle, briefing } = cluster;
  const running = await within(30_000, (context) => operator.start({ handle, briefing, ...more }, context));
  onTestFinished(() => running[Symbol.asyncDispose]());
  const mark = await running.trace.mark();
  return { operator, running, mark, scratch, folder: String(running.facts["folder"]) };
}

const stop = (running: RunningOperator) => within(30_000, (context) => running.stop({ graceMs: 10_000 }, context));

const sessionsEnded = ({ running, mark }: Pick<Awaited<ReturnType<typeof start>>, "running" | "mark">) =>
  until(async () => {
    const delta = await running.trace.since(mark);
    return delta.sessions.some((session) => session.status !== "running") && delta;
  });

test("restart, started as the harness starts it, repairs the cluster and ends when asked to", async () => {
  const cluster = await toyCluster(await scratchFolder());
  const started = await start(cluster, { agent: "restart" });
  expect(started.mark).toMatchObject({ tickets: {}, busy: [] });
  await cluster.break("down:n2");
  const delta = await sessionsEnded(started);
  expect(delta.commands).toMatchObject([{ tool_name: "shell", exit_code: 0 }]);
  expect(delta.tickets).toMatchObject([{ key: "down:n2", status: "resolved" }]);
  expect((await cluster.observe()).status).toBe("healthy");
  expect(await stop(started.running)).toMatchObject({ killed: false, end: { exitCode: 0 }, survivors: [] });
  expect((await started.running.trace.since(started.mark)).tickets).toHaveLength(1);
  await started.running[Symbol.asyncDispose]();
  expect(await readdir(started.scratch)).toEqual([]);
});

test("remedy is told in a file that appears when it is revealed, which only it can read", async () => {
  const cluster = await toyCluster(await scratchFolder());
  const started = await start(cluster, { agent: "remedy" });
  expect(started.operator).toMatchObject({ name: "remedy", told: "remedy" });
  const file = join(started.folder, "repair.json");
  await cluster.break("wedged");
  await until(async () => (await started.running.trace.since(started.mark)).tickets.length === 1);
  expect(await readdir(started.folder)).not.toContain("repair.json");
  const command = `id -u > ${cluster.folder}/who; rm ${cluster.folder}/problems/wedged`;
  await started.running.reveal!({ commands: [command] });
  const { tickets } = await sessionsEnded(started);
  expect(tickets).toMatchObject([{ status: "resolved" }]);
  const { mode, uid } = await stat(file);
  expect({ mode: mode & 0o777, uid }).toEqual({ mode: 0o600, uid: started.running.facts["uid"] });
  expect(await readText(join(cluster.folder, "who"))).toBe(`${String(started.running.facts["uid"])}\n`);
});

test("wrong_fix is told its own commands and no others are told anything", async () => {
  const cluster = await toyCluster(await scratchFolder());
  const { plugin } = cluster;
  const wrong = referenceOperator({ agent: "wrong_fix", wrongFix: "wipe", plugin });
  expect(wrong).toMatchObject({ name: "wrong_fix", told: { wrongFix: "wipe" } });
  for (const agent of ["nop", "fabricate", "restart", "command"] as const) {
    expect(referenceOperator({ agent, plugin, agentCommand: "true" }).told).toBeUndefined();
  }
  const { running } = await start(cluster, { agent: "nop" });
  expect(running.reveal).toBeUndefined();
});

test("somebody's agent behind our monitor works as a user of its own and finds no handle", async (context) => {
  const cluster = await toyCluster(await scratchFolder());
  const scratch = await scratchFolder();
  const operator = agentCommandOperator({
    agentCommand: `"$SHELL_TOOL" "id -u; id -G; cat $HOME/cluster.json" > ${cluster.folder}/saw 2>&1; "$SHELL_TOOL" "rm $PROBLEMS/*"`,
    env: { PROBLEMS: `${cluster.folder}/problems` },
    plugin: cluster.plugin,
    intervalMs: 100,
    host: { ...thisHost(), temporaryFolder: scratch },
  });
  expect(operator.name).toBe("command");
  const { handle, briefing } = cluster;
  const running = await within(30_000, (call) => operator.start({ handle, briefing, adminGid: 60_321 }, call));
  onTestFinished(() => running[Symbol.asyncDispose]());
  const mark = await running.trace.mark();
  await cluster.break("down:n1");
  const { tickets, commands } = await sessionsEnded({ running, mark });
  expect(tickets).toMatchObject([{ status: "resolved" }]);
  expect(commands).toHaveLength(2);
  if (process.getuid?.() !== 0) context.skip("only root can give operators uids of their own");
  const saw = (await readFile(join(cluster.folder, "saw"), "utf8")).split("\n");
  expect(saw[0]).toBe(String(running.facts["uid"]));
  expect(saw[1]).toBe("60321");
  expect(saw[2]).toMatch(/cluster\.json: Permission denied/);
});

test("an operator stopped in the middle of its work leaves nothing running", async () => {
  const cluster = await toyCluster(await scratchFolder());
  const started = await start(cluster, {
    agent: "command",
    agentCommand: `setsid sh -c 'while :; do date >> ${cluster.folder}/beats; sleep 0.05; done' & "$SHELL_TOOL" 'sleep 60'`,
  });
  await cluster.break("down:n1");
  await until(async () => (await started.running.trace.since(started.mark)).commands.length === 1);
  await until(async () => (await readText(join(cluster.folder, "beats"))) !== "");
  expect(await stop(started.running)).toMatchObject({ killed: false, survivors: [] });
  const beats = await readText(join(cluster.folder, "beats"));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await readText(join(cluster.folder, "beats"))).toBe(beats);
  const { sessions, tickets } = await started.running.trace.since(started.mark);
  expect(sessions).toMatchObject([{ status: "failed" }]);
  expect(tickets).toMatchObject([{ status: "acknowledged" }]);
});

test("a reference operator that cannot attach is reported with the end of its output, and undone", async () => {
  const cluster = await toyCluster(await scratchFolder());
  const scratch = await scratchFolder();
  const operator = referenceOperator({
    agent: "nop",
    plugin: cluster.plugin,
    host: { ...thisHost(), temporaryFolder: scratch },
  });
  const { briefing } = cluster;
  const starting = within(30_000, (context) => operator.start({ handle: {}, briefing }, context));
  await expect(starting).rejects.toMatchObject({
    code: "operator_start_failed",
    details: { exitCode: 1, outputTail: expect.stringContaining("nothing is left of the cluster") as string },
  });
  expect(await readdir(scratch)).toEqual([]);
});

test("a plugin that cannot be found is refused before anything starts", () => {
  expect(() => referenceOperator({ agent: "nop", plugin: "@nobody/nothing" })).toThrow(
    expect.objectContaining({ code: "plugin_not_found" }) as Error,
  );
});

test("eval-operator can be started by hand and ended by an interrupt", async () => {
  const cluster = await toyCluster(await scratchFolder());
  const folder = await scratchFolder();
  await writeFile(join(folder, "handle.json"), JSON.stringify(cluster.handle));
  const program = fileURLToPath(new URL("../../bin/eval-operator.js", import.meta.url));
  const args = ["--plugin", cluster.plugin, "--cluster", "handle.json", "--operator-db", "operator.db"];
  const byHand = spawn(process.execPath, [program, ...args, "--agent", "restart", "--interval-ms", "100"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], TMPDIR: folder },
    stdio: "inherit",
  });
  const exited = once(byHand, "exit");
  onTestFinished(() => void byHand.kill("SIGKILL"));
  await using trace = await openOperatorTrace(join(folder, "operator.db"));
  const mark = await trace.mark();
  await cluster.break("down:n1");
  await until(async () => (await trace.since(mark)).tickets.some((ticket) => ticket.status === "resolved"));
  byHand.kill("SIGINT");
  expect(await exited).toEqual([0, null]);
  expect((await readdir(folder)).sort()).toEqual(["handle.json", "operator.db"]);
});
