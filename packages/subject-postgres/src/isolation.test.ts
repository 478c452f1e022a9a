import process from "node:process";
import { describe, expect, it } from "vitest";
import { isRoot, leftovers, newClusterId, TestCluster } from "./cluster.test.fixture.js";
import { distFolder, ownProgram } from "./own-program.test.fixture.js";
import { runProgram } from "./run-program.test.fixture.js";
import { isOpenToAll } from "./traversable.js";

describe("other users", () => {
  it("of the cluster's group can attach and observe, having loaded everything before they gave up root", async (ctx) => {
    if (!isRoot) ctx.skip("needs root to become another user");
    await using made = await TestCluster.create();
    const body = `
      const context = contextFor(${JSON.stringify(made.id)});
      const cluster = await subject.attach(${JSON.stringify(made.cluster.handle)}, context);
      const { status } = await cluster.observe(context);
      await cluster.probe(5, context);
      const state = await cluster.captureState(context);
      console.log(JSON.stringify({ uid: process.getuid(), status, lost: await cluster.lost([5, 6], context), up: state.nodes_up }));`;
    const ran = await runProgram(process.execPath, ownProgram(body, { drop: { uid: 61002, gid: 60432 } }));
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(ran.stdout)).toEqual({ uid: 61002, status: "healthy", lost: [6], up: 3 });
  });

  it("of the cluster's group cannot change what the cluster was made to be, nor read its data", async (ctx) => {
    if (!isRoot) ctx.skip("needs root to become another user");
    await using made = await TestCluster.create();
    const { layout } = made.cluster;
    const operator = { uid: 61003, gid: 60432 };
    const tryTo = async (line: string) => (await runProgram("/bin/sh", ["-c", line], operator)).code;
    expect(await tryTo(`cat ${layout.record}`)).toBe(0);
    for (const line of [
      `echo x >> ${layout.record}`,
      `mv ${layout.record} ${layout.record}.old`,
      `ls ${layout.data("n1")}`,
      `ls ${layout.backup}`,
      `echo x >> ${layout.admin}`,
      `kill -0 $(sed -n 1p ${layout.data("n1")}/postmaster.pid)`,
    ]) {
      expect({ line, refused: (await tryTo(line)) !== 0 }).toEqual({ line, refused: true });
    }
    const stranger = await runProgram("ls", [layout.folder], { uid: 61004, gid: 61004 });
    expect(stranger.code).not.toBe(0);
  });

  it("without any rights can run a whole cluster of their own", async (ctx) => {
    if (!isRoot) ctx.skip("every other test runs as an ordinary user already");
    if (!isOpenToAll(distFolder) || !isOpenToAll(process.execPath))
      ctx.skip("other users cannot read this working copy");
    const id = newClusterId();
    const body = `
      const context = contextFor(${JSON.stringify(id)});
      const lacking = await subject.preflight({ needs: [], options: subject.options.parse({}) }, context);
      const cluster = await subject.create(subject.options.parse({}), context);
      try {
        await untilHealthy(cluster, context);
        const fresh = JSON.stringify(cluster.fingerprint(await cluster.captureState(context)));
        const plan = await subject.chaos.node_kill.plan(cluster, { role: "primary" }, context);
        await subject.chaos.node_kill.inject(cluster, plan, context);
        const down = await subject.chaos.node_kill.inForce(cluster, plan, context);
        await cluster.reset(context);
        await untilHealthy(cluster, context);
        await cluster.probe(1, context);
        const same = fresh === JSON.stringify(cluster.fingerprint(await cluster.captureState(context)));
        console.log(JSON.stringify({ lacking, uid: process.getuid(), gid: cluster.adminGid ?? null, down, same }));
      } finally {
        await cluster.destroy(context);
      }`;
    const ran = await runProgram(process.execPath, ownProgram(body), { uid: 65534, gid: 65534 });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(ran.stdout)).toEqual({ lacking: [], uid: 65534, gid: null, down: "present", same: true });
    expect(await leftovers(id)).toEqual([]);
  });
});
