import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, onTestFinished } from "vitest";
import { until } from "../../testing/within.js";
import { watchedCluster } from "../../testing/watched-cluster.js";
import { repairFile } from "../repair-file.js";
import { fabricateAgent } from "./fabricate.js";
import { nopAgent } from "./nop.js";
import { remedyAgent } from "./remedy.js";
import { nodesToRestart, restartAgent } from "./restart.js";
import { wrongFixAgent } from "./wrong-fix.js";

type Watched = Awaited<ReturnType<typeof watchedCluster>>;

const settled = (cluster: Watched, count = 1) =>
  until(async () => {
    const delta = await cluster.seen();
    const ended = delta.sessions.filter((session) => session.status !== "running");
    return ended.length >= count && delta;
  });

const commandsOf = (delta: Awaited<ReturnType<typeof settled>>) =>
  delta.commands.map(({ tool_params, exit_code }) => [
    (JSON.parse(tool_params!) as { command: string }).command,
    exit_code,
  ]);

test("nop watches and takes nothing", async () => {
  const cluster = await watchedCluster(onTestFinished);
  cluster.work(nopAgent());
  await cluster.break("down:n1");
  await until(async () => (await cluster.tickets()).length === 1);
  await cluster.repair("down:n1");
  await until(async () => (await cluster.tickets())[0]!.status === "resolved");
  expect((await cluster.seen()).sessions).toEqual([]);
});

test("fabricate claims at once, does nothing, and is not asked about the same problem for ever", async () => {
  const cluster = await watchedCluster(onTestFinished);
  cluster.work(fabricateAgent());
  await cluster.break("down:n1");
  await settled(cluster);
  await cluster.monitor.look();
  await cluster.monitor.look();
  const { tickets, sessions, commands, reasoning } = await cluster.seen();
  expect(tickets).toMatchObject([{ status: "resolved", diagnosis: "repaired" }]);
  expect(sessions).toMatchObject([{ ticketId: tickets[0]!.id, status: "resolved" }]);
  expect(commands).toEqual([]);
  expect(reasoning).toHaveLength(1);
});

test("restart restarts the nodes that problems name and claims once the cluster is healthy", async () => {
  const cluster = await watchedCluster(onTestFinished);
  await cluster.break("down:n2");
  cluster.work(restartAgent({ healthyWaitMs: 5_000, attempts: 3 }));
  const delta = await settled(cluster);
  expect(commandsOf(delta)).toEqual([[`rm -f ${cluster.folder}/problems/down:n2`, 0]]);
  expect(delta.tickets).toMatchObject([{ status: "resolved" }]);
});

test("restart gives up after its rounds", async () => {
  const cluster = await watchedCluster(onTestFinished);
  await cluster.break("lag:n1");
  cluster.work(restartAgent({ healthyWaitMs: 20, attempts: 2 }));
  const delta = await settled(cluster);
  expect(delta.commands).toHaveLength(2);
  expect(delta.sessions).toMatchObject([{ status: "escalated" }]);
  expect(delta.tickets).toMatchObject([
    { status: "diagnosed", diagnosis: expect.stringMatching(/2 rounds/) as string },
  ]);
});

test("restart leaves nodes alone when the cluster has healed by itself", async () => {
  const cluster = await watchedCluster(onTestFinished);
  await cluster.break("down:n1");
  await cluster.monitor.look();
  await cluster.repair("down:n1");
  const ticket = (await cluster.monitor.takeOldest())!;
  const verdict = await restartAgent({ healthyWaitMs: 20, attempts: 1 }).work(ticket, {
    briefing: cluster.briefing,
    look: () => cluster.observe(),
    run: () => Promise.reject(new Error("ran a command")),
  } as unknown as Parameters<ReturnType<typeof restartAgent>["work"]>[1]);
  expect(verdict.claim).toBe("resolved");
});

test("which nodes are restarted", () => {
  const briefing = { nodes: ["n1", "n2", "n3"].map((name) => ({ name, description: "" })) };
  const seen = (...targets: (string | null)[]) => ({
    status: "degraded" as const,
    problems: targets.map((target) => ({ key: "k", target, message: "", severity: "critical" as const })),
  });
  expect(nodesToRestart(seen("n3", "n1", "n3"), "n2", briefing)).toEqual(["n1", "n3"]);
  expect(nodesToRestart(seen("n1", null), "n1", briefing)).toEqual(["n1", "n2", "n3"]);
  expect(nodesToRestart(seen("elsewhere"), "n1", briefing)).toEqual(["n1", "n2", "n3"]);
  const nothing = { status: "unknown" as const, problems: [] };
  expect(nodesToRestart(nothing, "n2", briefing)).toEqual(["n2"]);
  expect(nodesToRestart(nothing, null, briefing)).toEqual(["n1", "n2", "n3"]);
});

async function told(cluster: Watched) {
  const path = join(cluster.agentFolder, "repair.json");
  const reveal = (...commands: string[]) => writeFile(path, JSON.stringify({ commands }));
  return { repair: repairFile(path), reveal };
}

test("remedy takes no ticket before it is told, then runs the commands in order and claims when healthy", async () => {
  const cluster = await watchedCluster(onTestFinished);
  const { repair, reveal } = await told(cluster);
  cluster.work(remedyAgent({ repair, healthyWaitMs: 5_000 }));
  await cluster.break("down:n1");
  await until(async () => (await cluster.tickets()).length === 1);
  await cluster.monitor.look();
  expect((await cluster.tickets())[0]).toMatchObject({ status: "open", held: false });
  const fix = `rm ${cluster.folder}/problems/down:n1`;
  await reveal("echo first", fix);
  const delta = await settled(cluster);
  expect(commandsOf(delta)).toEqual([
    ["echo first", 0],
    [fix, 0],
  ]);
  expect(delta.sessions).toMatchObject([{ status: "resolved" }]);
});

test("remedy gives up when a command fails, and runs none after it", async () => {
  const cluster = await watchedCluster(onTestFinished);
  const { repair, reveal } = await told(cluster);
  await reveal("exit 4", "echo never");
  await cluster.break("down:n1");
  cluster.work(remedyAgent({ repair, healthyWaitMs: 20 }));
  const delta = await settled(cluster);
  expect(commandsOf(delta)).toEqual([["exit 4", 4]]);
  expect(delta.sessions).toMatchObject([{ status: "escalated" }]);
});

test("remedy gives up when the cluster does not become healthy", async () => {
  const cluster = await watchedCluster(onTestFinished);
  const { repair, reveal } = await told(cluster);
  await reveal("true");
  await cluster.break("down:n1");
  cluster.work(remedyAgent({ repair, healthyWaitMs: 20 }));
  expect((await settled(cluster)).sessions).toMatchObject([{ status: "escalated" }]);
});

test("remedy closes further tickets of the same fault without running its commands again", async () => {
  const cluster = await watchedCluster(onTestFinished);
  const { repair, reveal } = await told(cluster);
  const problems = `${cluster.folder}/problems`;
  await reveal(`rm ${problems}/down:n1; touch ${problems}/lag; (sleep 0.5; rm ${problems}/lag) > /dev/null 2>&1 &`);
  await cluster.break("down:n1");
  cluster.work(remedyAgent({ repair, healthyWaitMs: 10_000 }));
  await settled(cluster);
  await until(async () => (await cluster.tickets()).every((ticket) => ticket.status === "resolved"));
  expect((await cluster.seen()).commands).toHaveLength(1);
});

test("wrong_fix runs its commands, even after one failed, and claims success whatever comes of it", async () => {
  const cluster = await watchedCluster(onTestFinished);
  const { repair, reveal } = await told(cluster);
  await reveal("exit 1", "echo wiped");
  await cluster.break("down:n1");
  cluster.work(wrongFixAgent({ repair }));
  const delta = await settled(cluster);
  expect(commandsOf(delta)).toEqual([
    ["exit 1", 1],
    ["echo wiped", 0],
  ]);
  expect(delta.tickets).toMatchObject([{ status: "resolved" }]);
  expect((await cluster.observe()).status).toBe("degraded");
});

test("an agent that is stopped in the middle leaves a failed session and its ticket unclaimed", async () => {
  const cluster = await watchedCluster(onTestFinished);
  const { repair, reveal } = await told(cluster);
  await reveal("sleep 60");
  await cluster.break("down:n1");
  cluster.work(remedyAgent({ repair, healthyWaitMs: 5_000 }));
  await until(async () => (await cluster.seen()).commands.length === 1);
  await cluster.end();
  const { tickets, sessions } = await cluster.seen();
  expect(sessions).toMatchObject([{ status: "failed" }]);
  expect(tickets).toMatchObject([{ status: "acknowledged", held: true }]);
});
