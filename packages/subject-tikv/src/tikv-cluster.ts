import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  describe,
  HarnessError,
  shellQuote,
  type Briefing,
  type Cluster,
  type Context,
  type Json,
  type JsonObject,
  type Observation,
} from "@eval/core";
import { networkCommand, type DockerCluster } from "@eval/docker-kit";
import { briefingOf } from "./briefing.js";
import { captureState, fingerprintOf } from "./cluster-state.js";
import { RawKvClient } from "./kv/raw-kv-client.js";
import { readNumbers, writeNumber } from "./ledger.js";
import { observe } from "./observe.js";
import type { Options } from "./options.js";
import { membersOf } from "./pd/cluster-facts.js";
import { askHttp, askJson, type HttpRequest } from "./pd/pd-http.js";
import { currentStore } from "./store-problems.js";
import { storesOf } from "./pd/store-facts.js";
import type { Asked } from "./sight.js";
import { configFile, ports, storeAddress, topologyOf, type Topology } from "./topology.js";
import { Whereabouts } from "./whereabouts.js";

/** Enough of a log to see how a server ended. */
const logLines = 5000;
const requestMs = 5000;
const pingMs = 1000;

/** Servers of PD and TiKV in containers of their own. */
export class TikvCluster implements Cluster {
  readonly handle: Json;
  readonly topology: Topology;
  readonly docker: DockerCluster;
  readonly client: RawKvClient;
  readonly whereabouts: Whereabouts;
  readonly options: Options;
  declare readonly adminGid?: number;

  constructor(docker: DockerCluster, options: Options) {
    this.docker = docker;
    this.options = options;
    this.topology = topologyOf(options);
    const { clusterId, engine, standIn } = docker;
    this.handle = { clusterId, socket: engine.socket, stand_in: standIn, options };
    this.whereabouts = new Whereabouts(docker);
    this.client = new RawKvClient({
      pds: this.topology.pds.map((name) => `${name}:${ports.pdClient}`),
      reach: async (advertised, context) => await this.whereabouts.reach(advertised, context),
    });
    if (docker.adminGid !== undefined) this.adminGid = docker.adminGid;
  }

  async briefing(): Promise<Briefing> {
    const { docker, topology } = this;
    return await Promise.resolve(briefingOf({ topology, docker, networkCommands: networkCommandsOf(docker) }));
  }

  async reset(context: Context): Promise<void> {
    await this.docker.reset(context);
    await this.whereabouts.look(context);
  }

  async destroy(context: Context): Promise<void> {
    await this.docker.destroy(context);
  }

  async observe(context: Context): Promise<Observation> {
    return await observe(this, context);
  }

  async captureState(context: Context): Promise<JsonObject> {
    const source = {
      ...this.#eyes(),
      standIn: this.docker.standIn,
      configDigests: async (at: Context) => await this.#configDigests(at),
    };
    return await captureState(source, context);
  }

  fingerprint(state: JsonObject): Json {
    return fingerprintOf(state);
  }

  async probe(n: number, context: Context): Promise<void> {
    await writeNumber(this.client, n, context);
  }

  async lost(acknowledged: readonly number[], context: Context): Promise<readonly number[]> {
    try {
      const there = new Set(await readNumbers(this.client, context));
      return acknowledged.filter((n) => !there.has(n));
    } catch (cause) {
      context.signal.throwIfAborted();
      throw new HarnessError("judge_failed", { message: "the acknowledged writes cannot be read", cause });
    }
  }

  async collectLogs(directory: string, context: Context): Promise<void> {
    await mkdir(directory, { recursive: true });
    await Promise.all(
      this.docker.nodes.map(async (node) => {
        const { stdout, stderr } = await node.logs({ tail: logLines }, context);
        await writeFile(join(directory, `${node.name}.log`), `${stdout}${stderr}`);
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client[Symbol.dispose]();
    await Promise.resolve();
  }

  /** Asks the first PD that answers; rejects with what was said where that is no success. */
  async pd(ask: Omit<HttpRequest, "timeoutMs">, context: Context): Promise<Json> {
    const failures: unknown[] = [];
    for (const name of this.topology.pds) {
      try {
        const address = await this.whereabouts.reach(`${name}:${ports.pdClient}`, context);
        return (await askJson(address, { ...ask, timeoutMs: requestMs }, context)).value;
      } catch (error) {
        context.signal.throwIfAborted();
        failures.push(error);
      }
    }
    throw new AggregateError(failures, `no PD did ${ask.method ?? "GET"} ${ask.path}`);
  }

  /** Name of PD's leader. Rejects while there is none. */
  async pdLeader(context: Context): Promise<string> {
    const { leader } = membersOf(await this.pd({ path: "/pd/api/v1/members" }, context));
    if (leader === null) throw new Error("PD has no leader");
    return leader;
  }

  /** The configuration by which PD decides: other members answer with what they have heard of it. */
  async leaderConfig(context: Context): Promise<Json> {
    const leader = await this.pdLeader(context);
    const address = await this.whereabouts.reach(`${leader}:${ports.pdClient}`, context);
    return (await askJson(address, { path: "/pd/api/v1/config", timeoutMs: requestMs }, context)).value;
  }

  /** PD's id of the store in use on a node; undefined for a node that is no store, or that PD does not know. */
  async storeId(node: string, context: Context): Promise<string | undefined> {
    if (!this.topology.stores.includes(node)) return undefined;
    return currentStore(node, storesOf(await this.pd({ path: "/pd/api/v1/stores" }, context)))?.id;
  }

  /** Whether a store answers clients. */
  async ping(node: string, context: Context): Promise<Asked> {
    try {
      return { ms: await this.client.ping(storeAddress(node), { timeoutMs: pingMs }, context) };
    } catch (error) {
      context.signal.throwIfAborted();
      return { error: describe(error) };
    }
  }

  /** Asks a store's status port, which answers in words; rejects with them where that is no success. */
  async store(name: string, ask: Omit<HttpRequest, "timeoutMs">, context: Context): Promise<string> {
    const address = await this.whereabouts.reach(`${name}:${ports.storeStatus}`, context);
    const { status, text } = await askHttp(address, { ...ask, timeoutMs: requestMs }, context);
    if (status >= 300) throw new Error(`${name}${ask.path}: ${status} ${text.trim()}`);
    return text;
  }

  /** Runs a program in the admin container, which holds the files of all servers; rejects when it fails. */
  async admin(argv: readonly string[], context: Context): Promise<string> {
    const { exitCode, stdout, stderr } = await this.docker.admin.script(argv.map(shellQuote).join(" "), context);
    if (exitCode !== 0) throw new Error(`${argv.join(" ")}: ${stderr.trim() || `exit code ${exitCode}`}`);
    return stdout;
  }

  #eyes() {
    return { topology: this.topology, whereabouts: this.whereabouts, client: this.client };
  }

  async #configDigests(context: Context): Promise<Record<string, string | null>> {
    const files = this.topology.members.map(({ name }) => `/nodes/${name}/config/${configFile}`);
    const { stdout } = await this.docker.admin.script(`sha256sum ${files.join(" ")}`, context);
    const digests = new Map(stdout.split("\n").map((line) => line.split(/\s+/, 2).toReversed() as [string, string]));
    return Object.fromEntries(
      this.topology.members.map(({ name }, index) => [name, digests.get(files[index] ?? "") ?? null]),
    );
  }
}

function networkCommandsOf(docker: DockerCluster): Briefing["commands"] {
  return {
    firewall: {
      summary: "a node's firewall; append arguments of iptables, e.g. -S",
      command: networkCommand(docker, "firewall"),
    },
    traffic_control: {
      summary: "how a node's packets are queued; append arguments of tc, e.g. qdisc show",
      command: networkCommand(docker, "traffic_control"),
    },
  };
}
