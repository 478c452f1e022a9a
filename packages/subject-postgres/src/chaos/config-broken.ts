import { join } from "node:path";
import { briefed, defineChaosType, shellQuote, type Briefing, type Context } from "@eval/core";
import { z } from "zod";
import { describeNode } from "../inspection.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { SupervisorError } from "../supervisor-client.js";
import { concernsNodes, otherStandbys, type Unaffected } from "./concerns-nodes.js";
import { configuredSetting } from "./configured-setting.js";
import { undoEdit, withEdit, type EditedLine } from "./edited-line.js";
import { pickNode } from "./pick-node.js";
import { revive } from "./revive.js";
import { otherNodes, removeNode } from "./wrong-fixes.js";

/** What somebody in a hurry writes, and no server starts with. By what they had in mind. */
const edits = {
  more_memory: { was: "shared_buffers = 8MB", is: "shared_buffers = 16M" },
  keep_more_log: { was: "wal_keep_size = 64MB", is: "wal_keep_segments = 64" },
  log_the_client: {
    was: "log_line_prefix = '%m [%p] %q%u@%d %a '",
    is: "log_line_prefix = '%m [%p] %q%u@%d %a %h",
  },
} as const satisfies Record<string, EditedLine>;

type Edit = keyof typeof edits;

const params = z.strictObject({
  role: z.enum(["standby", "primary"]).default("standby").describe("whose configuration is broken"),
});

type Params = z.infer<typeof params>;
type Plan = Unaffected & { role: Params["role"]; node: string; edit: Edit };

export const configBroken = defineChaosType<PostgresCluster, Params, Plan>({
  summary: "Somebody edited a node's postgresql.conf and restarted it, and it does not start with that",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { role }, context) {
    const node = await pickNode(cluster, role, context);
    const edit = context.random.pick(Object.keys(edits) as Edit[]);
    const unaffected = role === "standby" ? await otherStandbys(cluster, [node], context) : [];
    return { role, node, edit, unaffected };
  },

  async inject(cluster, { node, edit }, context) {
    const line = edits[edit];
    await cluster.writeConfig(node, "postgresql.conf", withEdit(cluster.freshConfig("postgresql.conf"), line));
    const restart = await cluster.admin({ verb: "restart", node }, context).catch((error: unknown) => {
      if (error instanceof SupervisorError && error.reason === "refused") return error;
      throw error;
    });
    const after = describeNode(await cluster.inspectNode(node, context));
    if (!(restart instanceof SupervisorError) || after["process"] !== "absent") {
      throw new Error(`${node} started with "${line.is}"`);
    }
    return { node, file: join(cluster.layout.config(node), "postgresql.conf"), ...line, said: restart.message, after };
  },

  async inForce(cluster, { node }, context) {
    try {
      const [error, { process }] = await Promise.all([
        configurationError(cluster, node, context),
        cluster.inspectNode(node, context),
      ]);
      if (error === undefined) return "absent";
      return process === "absent" ? "present" : "partial";
    } catch {
      return "unknown";
    }
  },

  async cleanup(cluster, { node }, context) {
    await cluster.writeConfig(node, "postgresql.conf", cluster.freshConfig("postgresql.conf"));
    await revive(cluster, node, context);
  },

  concerns: (plan, ticket) => concernsNodes([plan.node], plan, ticket),

  remedy: ({ node, edit }, metadata, briefing) => [
    undoEdit(String(metadata["file"]), edits[edit]),
    briefed(briefing, "start", node),
  ],

  wrongFixes: ({ role, node }, metadata, briefing) => [
    {
      name: "keep_the_least",
      why: "it starts with little more than the defaults: unarchived, and confirmed by nobody once it is the primary",
      commands: [
        `sed -i.bak -n ${kept.map((name) => `-e '/^${name}/p'`).join(" ")} ${shellQuote(String(metadata["file"]))}`,
        briefed(briefing, "start", node),
      ],
    },
    removeNode(node, briefing),
    ...(role === "standby" ? [rebuildStandby(node, briefing)] : [failOver(node, briefing)]),
  ],
});

/** Of a configuration that nobody understands any more. */
const kept = ["listen_addresses", "unix_socket", "max_connections", "dynamic_shared_memory"];

function rebuildStandby(node: string, briefing: Briefing) {
  return {
    name: "rebuild",
    why: "its data were never the matter, and the copy starts with the same configuration",
    commands: [briefed(briefing, "rebuild", node)],
  };
}

function failOver(node: string, briefing: Briefing) {
  const [heir = "", ...rest] = otherNodes(node, briefing);
  return {
    name: "fail_over",
    why: "clients are served again, with one server less, which is left lying",
    commands: [briefed(briefing, "promote", heir), ...rest.map((other) => briefed(briefing, "follow", other, heir))],
  };
}

/** Why the node could not be started with the files it has; undefined when it could. */
async function configurationError(
  cluster: PostgresCluster,
  node: string,
  context: Context,
): Promise<string | undefined> {
  try {
    await configuredSetting(cluster, { node, setting: "port" }, context);
    return undefined;
  } catch (error) {
    context.signal.throwIfAborted();
    // A program that could not be run at all has said nothing about the configuration.
    if (!(error instanceof Error) || "code" in error) throw error;
    return error.message;
  }
}
