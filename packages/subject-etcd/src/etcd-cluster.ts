import type { Briefing, Cluster, Context, Json, JsonObject, Observation } from "@eval/core";
import type { DockerCluster, DockerNode } from "@eval/docker-kit";
import { briefingOf } from "./briefing.js";
import { writeAndRead } from "./client.js";
import { captureState, fingerprintOf } from "./cluster-state.js";
import { collectLogs } from "./collect-logs.js";
import type { Inspection } from "./inspection.js";
import { ledgerKey, lostWrites } from "./lost-writes.js";
import { addressesOf, inspect, look, roles } from "./observe.js";
import type { Options } from "./options.js";

/** Members of one etcd cluster, each in a container. */
export class EtcdCluster implements Cluster {
  readonly handle: Json;
  declare readonly adminGid?: number;
  readonly docker: DockerCluster;
  readonly options: Options;
  /** Of the member that served a client last. */
  #address: string | undefined;

  constructor(docker: DockerCluster, options: Options) {
    this.docker = docker;
    this.options = options;
    const { clusterId, engine, standIn } = docker;
    this.handle = { clusterId, socket: engine.socket, stand_in: standIn, options };
    const { adminGid } = docker;
    if (adminGid !== undefined) this.adminGid = adminGid;
  }

  /** Names of all members there ought to be: `n1`, `n2`, … */
  get nodes(): readonly string[] {
    return this.docker.nodes.map(({ name }) => name);
  }

  node(name: string): DockerNode {
    return this.docker.node(name);
  }

  async briefing(context: Context): Promise<Briefing> {
    return briefingOf(this.docker, await this.docker.look(context));
  }

  async reset(context: Context): Promise<void> {
    await this.docker.reset(context);
  }

  async destroy(context: Context): Promise<void> {
    await this.docker.destroy(context);
  }

  async observe(context: Context): Promise<Observation> {
    return await look(this.docker, this.options, context);
  }

  async captureState(context: Context): Promise<JsonObject> {
    return await captureState(this.docker, context);
  }

  fingerprint(state: JsonObject): Json {
    return fingerprintOf(state);
  }

  async probe(n: number, context: Context): Promise<void> {
    const { clock, signal } = context;
    const addresses = await this.addresses(context);
    const attempt = { addresses, timeoutMs: context.remainingMs() * 0.9, clock, signal };
    this.#address = await writeAndRead({ key: ledgerKey(n), value: String(n) }, attempt);
  }

  async lost(acknowledged: readonly number[], context: Context): Promise<readonly number[]> {
    if (acknowledged.length === 0) return [];
    return await lostWrites(await this.addresses(context), acknowledged, context);
  }

  async collectLogs(directory: string, context: Context): Promise<void> {
    await collectLogs(this.docker, directory, context);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The engine's client is testcontainers' own, and holds no connection between two calls.
    await Promise.resolve();
  }

  /** All members as they are now. Rejects when the engine does not answer. */
  async inspect(context: Context): Promise<Inspection> {
    return await inspect(this.docker, context);
  }

  async roles(context: Context): Promise<{ leaders: string[]; followers: string[] }> {
    return await roles(this.docker, context);
  }

  /** Where clients reach members now: the one first that served the last. */
  async addresses(context: Context): Promise<string[]> {
    const addresses = addressesOf(await this.docker.look(context));
    return addresses.toSorted((a, b) => Number(b === this.#address) - Number(a === this.#address));
  }
}
