import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { httpCall } from "../rpc/http-call.js";
import { findHostEtcd } from "./host-etcd.js";
import { RawClient } from "./raw-client.js";

const programs = fileURLToPath(new URL("../../../dist/stand-ins/", import.meta.url));

const etcd = findHostEtcd();
/** In words, why no cluster can be started here; undefined when it can. */
export const noEtcd = "lacking" in etcd ? etcd.lacking : undefined;

const PD_CONFIG = `
lease = 3
tick-interval = "200ms"
election-interval = "2s"
[stand-in]
store-disconnect-time = "4s"
`;
const tikvConfig = (reserveSpace: string): string => `
[storage]
reserve-space = "${reserveSpace}"
[raftstore]
raft-base-tick-interval = "200ms"
pd-heartbeat-tick-interval = "2s"
pd-store-heartbeat-tick-interval = "1s"
max-peer-down-duration = "6s"
`;

/** Stores on volumes of their own, so small that a test can fill one. */
export interface Bounded {
  sizeMiB: number;
  reserveSpace: string;
}

/** One server as a process group of its own; for PD, its etcd is in it. */
export interface Node {
  name: string;
  address: string;
  statusAddress: string;
  dataDir: string;
  process: ChildProcess | undefined;
  args: string[];
}

/** Three PDs and three stores as processes on the loopback interface, in a folder of their own. */
export class LocalCluster implements AsyncDisposable {
  readonly folder: string;
  readonly pds: Node[] = [];
  readonly stores: Node[] = [];
  readonly client: RawClient;

  readonly #bounded: Bounded | undefined;

  private constructor(folder: string, pds: Node[], bounded: Bounded | undefined) {
    this.folder = folder;
    this.#bounded = bounded;
    this.pds = pds;
    this.client = new RawClient(pds.map(({ address }) => address));
  }

  static async start(bounded?: Bounded): Promise<LocalCluster> {
    const folder = await mkdtemp(join(tmpdir(), "stand-ins-"));
    await writeFile(join(folder, "pd.toml"), PD_CONFIG);
    await writeFile(join(folder, "tikv.toml"), tikvConfig(bounded?.reserveSpace ?? "0"));
    const pds = await Promise.all(["pd0", "pd1", "pd2"].map((name) => place(folder, name)));
    const initial = pds.map(({ name, statusAddress }) => `${name}=http://${statusAddress}`).join(",");
    for (const pd of pds) pd.args = pdArgs(pd, folder, `--initial-cluster=${initial}`);
    const cluster = new LocalCluster(folder, pds, bounded);
    for (const pd of pds) cluster.run(pd, "pd");
    for (let count = 0; count < 3; count += 1) await cluster.addStore();
    await cluster.healthy();
    return cluster;
  }

  async addStore(): Promise<Node> {
    const store = await place(this.folder, `kv${this.stores.length}`);
    store.args = [
      `--addr=${store.address}`,
      `--status-addr=${store.statusAddress}`,
      `--data-dir=${store.dataDir}`,
      `--pd-endpoints=${this.pds.map(({ address }) => address).join(",")}`,
      `--config=${join(this.folder, "tikv.toml")}`,
      `--log-file=${join(this.folder, `${store.name}.log`)}`,
    ];
    if (this.#bounded) await mountVolume(store.dataDir, this.#bounded.sizeMiB);
    this.stores.push(store);
    this.run(store, "tikv");
    return store;
  }

  run(node: Node, program: "pd" | "tikv", args = node.args): void {
    node.process = spawn(process.execPath, [join(programs, program, "main.js"), ...args], {
      detached: true,
      stdio: "ignore",
      env: "path" in etcd ? { ...process.env, PATH: etcd.path } : process.env,
    });
  }

  /** To the whole group: a PD's etcd gets it too. */
  signal(node: Node, signal: NodeJS.Signals): void {
    if (node.process?.pid !== undefined) process.kill(-node.process.pid, signal);
  }

  async kill(node: Node): Promise<void> {
    const { process: running } = node;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    this.signal(node, "SIGKILL");
    await once(running, "exit");
  }

  wipe(node: Node): Promise<void> {
    return rm(node.dataDir, { recursive: true, force: true });
  }

  /** How a server ends by itself, and its last line. */
  async end(node: Node): Promise<{ code: number | null; lastWords: string }> {
    const running = node.process as ChildProcess;
    if (running.exitCode === null) await Promise.race([once(running, "exit"), late(`${node.name} goes on`)]);
    const log = await readFile(join(this.folder, `${node.name}.log`), "utf8");
    return { code: running.exitCode, lastWords: log.trim().split("\n").at(-1) ?? "" };
  }

  /**
   * PD's API at any member, or at one; what changes something is said once, to the first by default. Bodies as text:
   * PD's numbers exceed what JavaScript holds.
   */
  async api(method: string, path: string, said?: object, at?: Node): Promise<{ status: number; text: string }> {
    const asked = at ? [at] : method === "GET" ? this.pds : this.pds.slice(0, 1);
    return Promise.any(
      asked.map(async ({ address }) => {
        const { status, body } = await httpCall(`http://${address}/pd/api/v1${path}`, {
          method,
          ...(said === undefined ? {} : { body: JSON.stringify(said) }),
          timeoutMs: 8_000,
        });
        return { status, text: body.toString() };
      }),
    );
  }

  async json<Answer>(path: string): Promise<Answer> {
    return JSON.parse((await this.api("GET", path)).text) as Answer;
  }

  /** State names by address. */
  async states(): Promise<Record<string, string>> {
    const { stores } = await this.json<StoresJson>("/stores");
    return Object.fromEntries(stores.map(({ store }) => [store.address, store.state_name]));
  }

  async storeId(node: Node): Promise<number> {
    const { stores } = await this.json<StoresJson>("/stores");
    return stores.findLast(({ store }) => store.address === node.address)?.store.id ?? 0;
  }

  /** All stores Up, every region on three of them, and a write acknowledged. */
  async healthy(): Promise<void> {
    await until("healthy", async () => {
      const states = await this.states();
      const up = this.stores.filter(({ address }) => states[address] === "Up").length;
      const wrong = await Promise.all(
        ["miss", "pending", "down", "learner"].map((what) =>
          this.json<{ count: number }>(`/regions/check/${what}-peer`),
        ),
      );
      return up >= 3 && wrong.every(({ count }) => count === 0);
    });
    await this.client.put("healthy", "yes");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client[Symbol.dispose]();
    for (const node of [...this.stores, ...this.pds]) {
      await this.kill(node).catch(() => undefined);
      if (this.#bounded) spawnSync("umount", [node.dataDir]);
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export interface StoresJson {
  count: number;
  stores: { store: { id: number; address: string; state_name: string }; status: Record<string, unknown> }[];
}

/** Polls until it is so. What it throws meanwhile counts as not yet, and is said at the deadline. */
export async function until(what: string, isSo: () => Promise<boolean>, forMs = 50_000): Promise<void> {
  const end = performance.now() + forMs;
  let last: unknown;
  while (performance.now() < end) {
    try {
      if (await isSo()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await delay(100);
  }
  throw new Error(`not within ${forMs} ms: ${what}`, { cause: last });
}

export const pdArgs = (pd: Node, folder: string, ...more: string[]): string[] => [
  `--name=${pd.name}`,
  `--data-dir=${pd.dataDir}`,
  `--client-urls=http://${pd.address}`,
  `--peer-urls=http://${pd.statusAddress}`,
  `--config=${join(folder, "pd.toml")}`,
  `--log-file=${join(folder, `${pd.name}.log`)}`,
  ...more,
];

/** Why this machine gives a test no volume of its own; undefined when it does. */
export async function whyNoVolumes(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "volume-"));
  try {
    await mountVolume(folder, 1);
    return undefined;
  } catch (error) {
    return `no volume can be mounted: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    spawnSync("umount", [folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function mountVolume(folder: string, sizeMiB: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m`, "tmpfs", folder]);
  if (status !== 0) throw new Error(String(stderr).trim());
}

async function place(folder: string, name: string): Promise<Node> {
  const [address, statusAddress] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  return { name, address, statusAddress, dataDir: join(folder, name), process: undefined, args: [] };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function late(what: string): Promise<never> {
  await delay(40_000);
  throw new Error(what);
}
