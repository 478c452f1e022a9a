import { briefed, defineChaosType, until } from "@eval/core";
import { z } from "zod";
import { checkCommit } from "../commit-check.js";
import type { PostgresCluster } from "../postgres-cluster.js";
import { pickNode } from "./pick-node.js";
import { changeSetting, restoreSetting, settingInForce, through, undoSetting, type Through } from "./setting-fault.js";
import { otherNodes, restoreBaseBackup } from "./wrong-fixes.js";

const setting = "default_transaction_read_only";
const checkMs = 1000;
const readOnlyTransaction = "25006";

const params = z.strictObject({ through });

type Plan = { node: string; through: Through };

export const readOnly = defineChaosType<PostgresCluster, z.infer<typeof params>, Plan>({
  summary: "The primary begins every transaction as a read-only one, and refuses writes",
  params,
  symptom: { withinMs: 3000 },
  selfHeals: () => false,
  healsByRestart: () => false,

  async plan(cluster, { through: how }, context) {
    return { node: await pickNode(cluster, "primary", context), through: how };
  },

  async inject(cluster, { node, through: how }, context) {
    const change = await changeSetting(cluster, { node, setting, value: "on", through: how }, context);
    const write = await until(async () => {
      const check = await checkCommit(cluster.record, { timeoutMs: checkMs, first: node, clock: context.clock });
      return check.sqlState === readOnlyTransaction ? check.message : undefined;
    }, context);
    return { ...change, write };
  },

  async inForce(cluster, { node }, context) {
    return await settingInForce(cluster, { node, setting, isFault: (value) => value === "on" }, context);
  },

  async cleanup(cluster, { node }, context) {
    await restoreSetting(cluster, { node, setting }, context);
  },

  remedy: (_plan, metadata, briefing) => undoSetting(metadata, briefing),

  wrongFixes: ({ node, through: how }, _metadata, briefing) => {
    const writable = "SET default_transaction_read_only = off";
    const [standby = ""] = otherNodes(node, briefing);
    return [
      {
        name: "exempt_role",
        why: "the one role that complained can write, and the primary is as read-only as before to all others",
        commands: [briefed(briefing, "sql", node, writable, `ALTER ROLE app ${writable}`)],
      },
      {
        name: "promote_standby",
        why: "there are two primaries then, and what is written to one is not on the other",
        commands: [briefed(briefing, "promote", standby)],
      },
      // Where the file says so, not even that helps.
      ...(how === "alter_system" ? [restoreBaseBackup(node, briefing)] : []),
    ];
  },
});
