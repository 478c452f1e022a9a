import { briefed, defineChaosType, until, type WrongFix } from "@eval/core";
import { z } from "zod";
import type { EtcdCluster } from "../etcd-cluster.js";
import { configPath } from "../settings.js";
import { concernsMember, planMember, role, type MemberPlan } from "./member-role.js";
import { hasLog, isSeated, joinInConfig, rejoin, rejoinCommands, startOnLog, wipeData } from "./rejoin.js";
import { removeMember } from "./remove-member.js";

const params = z.strictObject({ role: role.default("follower").describe("whose data are lost") });

type Params = z.infer<typeof params>;

/** Exit codes of one that was asked to end, or killed. */
const endedByOthers = [0, 137, 143];

export const memberWiped = defineChaosType<EtcdCluster, Params, MemberPlan>({
  summary: "A member loses its data and cannot start: the cluster knows it as one that was there before",
  params,
  symptom: { withinMs: 5000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, wanted, context) {
    return await planMember(cluster, wanted.role, context);
  },

  async inject(cluster, { node }, context) {
    await cluster.node(node).kill(context);
    await wipeData(cluster, node, context);
    await cluster.node(node).start(context);
    // As long as it runs it is asking the others whether they know it.
    const ended = await until(async () => {
      const state = await cluster.node(node).state(context);
      return state.status === "exited" ? state : undefined;
    }, context);
    const { stdout, stderr } = await cluster.node(node).logs({ tail: 1 }, context);
    return { node, exit_code: ended.exitCode, last_words: (stdout + stderr).trim() };
  },

  async inForce(cluster, { node }, context) {
    const { status, exitCode } = await cluster.node(node).state(context);
    if (status === "missing" || status === "paused") return "absent";
    if (status !== "exited") return (await isSeated(cluster, node, context)) ? "absent" : "partial";
    if (!(await hasLog(cluster, node, context))) return "present";
    // It has begun a log under an identity that is expected to have one, and ended by itself.
    return exitCode !== null && endedByOthers.includes(exitCode) ? "absent" : "present";
  },

  async cleanup(cluster, { node }, context) {
    const { status } = await cluster.node(node).state(context);
    if (status === "paused") return;
    if (status === "running" && (await isSeated(cluster, node, context))) return;
    const hasBegun = status === "exited" && (await hasLog(cluster, node, context));
    if (hasBegun && (await startOnLog(cluster, node, context))) return;
    await rejoin(cluster, node, context);
  },

  concerns: concernsMember,

  remedy: (plan, _metadata, briefing) => rejoinCommands(plan, { isListed: true }, briefing),

  wrongFixes: (plan, _metadata, briefing) => [
    removeMember(plan, briefing),
    {
      name: "force_new_cluster",
      why: "the member makes a cluster of its own, without the data",
      commands: [
        briefed(
          briefing,
          "files",
          plan.node,
          "sh",
          "-c",
          `echo 'force-new-cluster: true' >> /nodes/${plan.node}${configPath}`,
        ),
        briefed(briefing, "start", plan.node),
      ],
    },
    // A new leader does not know yet how far the old one's log went, and would let it pass.
    ...(plan.role === "follower" ? [startAsExisting(plan, briefing)] : []),
  ],
});

function startAsExisting({ node }: MemberPlan, briefing: Parameters<typeof joinInConfig>[1]): WrongFix {
  return {
    name: "start_as_existing",
    why: "under its old identity it is expected to have a log, and ends when it has none",
    commands: [joinInConfig(node, briefing), briefed(briefing, "start", node)],
  };
}
