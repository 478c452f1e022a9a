import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Briefing, Cluster, Context, Json, JsonObject, Observation } from "@eval/core";
import { bringUp } from "./bring-up.js";
import { briefingOf } from "./briefing.js";
import { captureState, fingerprintOf } from "./cluster-state.js";
import { nodeProcesses } from "./cluster-processes.js";
import { clusterUids } from "./cluster-uids.js";
import { freshConfig, readConfig, writeConfig, type ConfigFile } from "./config-files.js";
import { collectLogs } from "./collect-logs.js";
import { endHeldClients, heldClients, startHeldClient, type HeldClient, type HeldClientJob } from "./held-clients.js";
import { isPrimary, type Inspection, type NodeInspection } from "./inspection.js";
import type { Layout } from "./layout.js";
import { lostWrites } from "./lost-writes.js";
import type { NodeAccess } from "./node-access.js";
import { look } from "./observe.js";
import { probeWrite } from "./probe-write.js";
import type { ProcessEntry } from "./process-table.js";
import { readRecord, type ClusterRecord } from "./record.js";
import { removeCluster } from "./remove-cluster.js";
import { ask, inspectNodes } from "./supervisor-client.js";
import { endProcesses } from "./supervisor-launch.js";

/** Of one look at the nodes on behalf of a chaos type. */
const inspectMs = 1500;

/** A primary and its streaming standbys, as processes of this host. */
export class PostgresCluster implements Cluster, NodeAccess {
  readonly handle: Json;
  declare readonly adminGid?: number;
  readonly layout: Layout;
  #record: ClusterRecord;
  #primary: string | undefined;

  constructor(record: ClusterRecord, layout: Layout) {
    this.#record = record;
    this.layout = layout;
    this.handle = { folder: layout.folder };
    if (record.account) this.adminGid = record.account.gid;
  }

  /** As it was made. Read again at every use: another process may have reset the cluster and moved its ports. */
  get record(): ClusterRecord {
    return (this.#record = readRecord(this.layout.folder) ?? this.#record);
  }

  /** Names of all nodes there ought to be: `n1`, `n2`, … */
  get nodes(): readonly string[] {
    return this.#record.nodes.map(({ name }) => name);
  }

  async briefing(): Promise<Briefing> {
    return await Promise.resolve(briefingOf(this.record, this.layout));
  }

  async reset(context: Context): Promise<void> {
    await endProcesses(this.layout, clusterUids(), context);
    this.#record = await bringUp(this.record, this.layout, context);
    this.#primary = undefined;
  }

  async destroy(context: Context): Promise<void> {
    await removeCluster(this.layout, context);
  }

  async observe(context: Context): Promise<Observation> {
    const { observation, primary } = await look(this.record, this.layout, { first: this.#primary, context });
    this.#primary = primary ?? this.#primary;
    return observation;
  }

  async captureState(context: Context): Promise<JsonObject> {
    return await captureState(this, context);
  }

  fingerprint(state: JsonObject): Json {
    return fingerprintOf(state);
  }

  async probe(n: number, context: Context): Promise<void> {
    this.#primary = await probeWrite(this.record, n, { first: this.#primary, context });
  }

  async lost(acknowledged: readonly number[], context: Context): Promise<readonly number[]> {
    return await lostWrites(this, acknowledged, context);
  }

  async collectLogs(directory: string): Promise<void> {
    await collectLogs(this.layout, this.nodes, directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Every call opens what it needs and closes it again.
    await Promise.resolve();
  }

  async inspect(context: Context): Promise<Inspection> {
    const timeoutMs = Math.max(100, Math.min(inspectMs, context.remainingMs() * 0.6));
    return await inspectNodes(this.layout, timeoutMs, context.signal);
  }

  async inspectNode(node: string, context: Context): Promise<NodeInspection> {
    const found = (await this.inspect(context)).nodes.find(({ name }) => name === node);
    if (!found) throw new RangeError(`no node ${node}`);
    return found;
  }

  /** Nodes that say they are primaries, and that say they are standbys, each in the order of their names. */
  async roles(context: Context): Promise<{ primaries: string[]; standbys: string[] }> {
    const { nodes } = await this.inspect(context);
    return {
      primaries: nodes.filter(isPrimary).map(({ name }) => name),
      standbys: nodes.filter(({ facts }) => facts?.inRecovery === true).map(({ name }) => name),
    };
  }

  /** One administrative act, as `eval-postgres VERB NODE ARGS` does it. Rejects with what that would print on stderr. */
  async admin(
    act: { verb: string; node: string; args?: readonly string[]; timeoutMs?: number },
    context: Context,
  ): Promise<string> {
    const timeoutMs = act.timeoutMs ?? Math.max(100, Math.min(20_000, context.remainingMs() - 200));
    return (await ask(this.layout, { ...act, timeoutMs, unlogged: true }, context.signal)).text;
  }

  async sql<Row extends JsonObject>(
    node: string,
    statements: string | readonly string[],
    context: Context,
  ): Promise<Row[]> {
    const args = typeof statements === "string" ? [statements] : statements;
    const timeoutMs = Math.max(100, Math.min(10_000, context.remainingMs() - 200));
    const { data } = await ask(this.layout, { verb: "sql", node, args, timeoutMs, unlogged: true }, context.signal);
    return (data as Row[][]).at(-1) ?? [];
  }

  /** Text of a file in the node's configuration folder; undefined when it is gone. */
  async readConfig(node: string, file: ConfigFile): Promise<string | undefined> {
    return await readConfig(this.layout, node, file);
  }

  /** Replaces it, editable for administrators as before. Takes effect when the node reads it: `reload` or `restart`. */
  async writeConfig(node: string, file: ConfigFile, text: string): Promise<void> {
    await writeConfig(this.record, this.layout, { node, file, text });
  }

  /** As it is in a fresh cluster. */
  freshConfig(file: ConfigFile): string {
    return freshConfig(this.record, this.layout, file);
  }

  /** Whether a node's data are those of a standby, running or not. */
  startsAsStandby(node: string): boolean {
    return existsSync(join(this.layout.data(node), "standby.signal"));
  }

  /** The server's processes on a node, its postmaster first. */
  async processes(node: string): Promise<ProcessEntry[]> {
    const found = await nodeProcesses(this.layout, node);
    const pids = new Set(found.map(({ pid }) => pid));
    return found.toSorted((a, b) => Number(pids.has(a.parent)) - Number(pids.has(b.parent)));
  }

  async startHeldClient(job: HeldClientJob, context: Context): Promise<HeldClient> {
    return await startHeldClient(this.layout, job, context);
  }

  async heldClients(title: string): Promise<ProcessEntry[]> {
    return await heldClients(this.layout, title);
  }

  async endHeldClients(title: string, context: Context): Promise<void> {
    await endHeldClients(this.layout, title, context);
  }
}
