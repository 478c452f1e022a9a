import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { commandDigester } from "@eval/analysis";
import { HarnessError, isHarnessError, loadPlugin, systemClock, type Plugin } from "@eval/core";
import { openStore, type Store } from "@eval/store";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { defaultDatabase } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { clustersOfChecks, forgetChecks, mentionChecks, settleChecks } from "../plugin/settle-checks.js";
import { settleRemains, type Settlement } from "./settle-remains.js";
import { clustersOnHost } from "./sweep-cluster.js";
import { sweepPage, type Swept } from "./sweep-page.js";
import { judgeClusters, removeClusters } from "./unexplained-clusters.js";

/** `eval sweep`. Exits with 1 when something could not be removed. */
export async function sweep(args: Arguments, io: Io): Promise<number> {
  const specifier = args.text("plugin");
  if (specifier === undefined && args.has("cluster")) {
    throw usageError("--cluster needs --plugin", "Name the subject that the cluster is one of.");
  }
  const plugin = specifier === undefined ? undefined : await loadPlugin(specifier, io.cwd);
  const say = (line: string) => io.stderr.write(`${line}\n`);
  const sweeping = { io, clock: systemClock, say, force: args.flag("force") };
  if (!plugin) await mentionChecks(sweeping);
  await using store = await openRecords(args, io, plugin);
  const settlements = store ? await settleRemains({ store, ...sweeping }) : [];
  const ofPlugin = plugin ? await sweepPlugin(plugin, { ...sweeping, settlements, named: args.list("cluster") }) : null;
  const db = store ? (args.text("db") ?? defaultDatabase) : null;
  const swept: Swept = { db, settlements, plugin: specifier ?? null, ...(ofPlugin ?? nothingOfPlugins) };
  if (args.flag("json")) io.stdout.write(jsonText("sweep", swept));
  else
    io.stdout.write(
      sweepPage(swept, { program: io.program, subject: plugin?.subject.name ?? "", now: systemClock.wall() }),
    );
  const all = [...settlements, ...swept.checks, ...(swept.clusters ?? [])];
  return all.some(({ did }) => did === "failed") ? exitCodes.internal : exitCodes.ok;
}

const nothingOfPlugins = { checks: [], clusters: null };

/**
 * The database, which may be missing only where a plugin is named and no database is: a path that was mistyped must
 * not make clusters look as if nobody used them.
 */
async function openRecords(args: Arguments, io: Io, plugin: Plugin | undefined): Promise<Store | undefined> {
  const path = resolve(io.cwd, args.text("db") ?? defaultDatabase);
  if (plugin && !args.has("db") && !existsSync(path)) return undefined;
  try {
    return await openStore(path, { mustExist: true, digestCommands: commandDigester() });
  } catch (error) {
    if (plugin || !isHarnessError(error) || error.code !== "trial_not_found") throw error;
    throw new HarnessError(error.code, {
      message: error.message,
      details: error.details,
      hint: "Give --db the path of a database. Without one, `eval sweep --plugin NAME` finds a subject's clusters.",
    });
  }
}

interface Sweeping {
  io: Io;
  clock: typeof systemClock;
  say: (line: string) => void;
  force: boolean;
  settlements: readonly Settlement[];
  named: readonly string[];
}

/** First what checks of the plugin have left, then what nobody's record explains. */
async function sweepPlugin(plugin: Plugin, sweeping: Sweeping): Promise<Pick<Swept, "checks" | "clusters">> {
  const { io, clock, say, force, named } = sweeping;
  const { subject } = plugin;
  const checks = await settleChecks(plugin, sweeping);
  const listed = await clustersOnHost(subject, clock);
  const explained = new Map([...(await clustersOfChecks({ io, force })), ...reasonsIn([...sweeping.settlements])]);
  for (const { clusterIds, did, why } of checks) {
    if (did === "failed") for (const clusterId of clusterIds) explained.set(clusterId, why ?? did);
  }
  const judged = judgeClusters(listed ?? [], { named, force, explained });
  const found = await removeClusters(judged, { subject, clock, say });
  const ids = (...dids: string[]) => found.filter(({ did }) => dids.includes(did)).map(({ clusterId }) => clusterId);
  if (listed !== null)
    await forgetChecks({ removed: ids("removed"), remaining: ids("found", "left", "failed") }, { io, force });
  return { checks, clusters: listed === null && named.length === 0 ? null : found };
}

function reasonsIn(settlements: readonly Settlement[]): [clusterId: string, why: string][] {
  return settlements
    .filter(({ did }) => did !== "settled")
    .map(({ clusterId, trialId, campaignId, why, did }) => [
      clusterId,
      `trial ${trialId} of campaign ${campaignId}: ${why ?? did}`,
    ]);
}
