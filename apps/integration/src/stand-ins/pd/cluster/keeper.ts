import type { EtcdClient } from "../etcd/etcd-client.js";

/**
 * Writes what PD keeps into etcd, each time only while this member still holds the leader key, so that a leader that
 * lost its place without noticing changes nothing.
 */
export class Keeper {
  readonly #etcd: EtcdClient;
  readonly #root: string;
  readonly #guard: { key: string; expected: string };

  constructor(options: { etcd: EtcdClient; root: string; guard: { key: string; expected: string } }) {
    this.#etcd = options.etcd;
    this.#root = options.root;
    this.#guard = options.guard;
  }

  /** Keys relative to the cluster's root; null removes. Rejects when leadership is lost. */
  async save(entries: Readonly<Record<string, unknown>>): Promise<void> {
    const values = Object.entries(entries).map(
      ([key, value]) => [`${this.#root}/${key}`, value === null ? null : JSON.stringify(value)] as const,
    );
    if (!(await this.#etcd.putIf(this.#guard, new Map(values)))) {
      throw new Error("[PD:etcd:ErrEtcdTxnConflict]etcd transaction failed, conflicted and rolled back");
    }
  }

  async load(): Promise<Map<string, unknown>> {
    const found = await this.#etcd.list(`${this.#root}/`);
    return new Map(
      [...found].map(([key, value]) => [key.slice(this.#root.length + 1), JSON.parse(value, reviveBytes)]),
    );
  }
}

/** JSON writes a Buffer as an object; this reads it back. */
const reviveBytes = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && (value as { type?: unknown }).type === "Buffer"
    ? Buffer.from((value as { data: number[] }).data)
    : value;
