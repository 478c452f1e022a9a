import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "@grpc/grpc-js";
import type { PdMember, Peer, Region, ResponseHeader, StoreMeta } from "../rpc/messages.js";
import { call, connect, loadProtocol } from "../rpc/protocol.js";

interface RawAnswer {
  region_error: Record<string, unknown> | null;
  error: string;
  value: Buffer;
  not_found: boolean;
}

const CALL_MS = 1_500;
const RETRY_MS = 100;

/** A client as plain as can be: asks PD for the way before each call, and again until the deadline. */
export class RawClient implements Disposable {
  readonly #protocol = loadProtocol();
  readonly #pds: readonly string[];
  readonly #clients = new Map<string, Client>();

  constructor(pds: readonly string[]) {
    this.#pds = pds;
  }

  async put(key: string, value: string, forMs = 30_000): Promise<void> {
    await this.#until("RawPut", { key: Buffer.from(key), value: Buffer.from(value) }, forMs);
  }

  async get(key: string, forMs = 30_000): Promise<string | undefined> {
    const answer = await this.#until("RawGet", { key: Buffer.from(key) }, forMs);
    return answer.not_found ? undefined : answer.value.toString();
  }

  /** One attempt, answered whatever it says; `changes` alter what the request says about its region. */
  async attempt(
    method: string,
    fields: { key: Buffer } & Record<string, unknown>,
    changes: { storeId?: string; context?: object } = {},
  ): Promise<RawAnswer> {
    const { region, leader, ask } = await this.#route(fields.key);
    const storeId = changes.storeId ?? leader.store_id;
    const { store } = await ask<{ store: StoreMeta }>("GetStore", { store_id: storeId });
    const peer = region.peers.find(({ store_id }) => store_id === storeId) ?? leader;
    const context = { region_id: region.id, region_epoch: region.region_epoch, peer, ...changes.context };
    const client = this.#client(store.address, "tikv");
    return call<RawAnswer>(client, { method, request: { context, ...fields }, timeoutMs: CALL_MS });
  }

  async #until(method: string, fields: { key: Buffer } & Record<string, unknown>, forMs: number): Promise<RawAnswer> {
    const until = performance.now() + forMs;
    for (;;) {
      let last: unknown;
      try {
        const answer = await this.attempt(method, fields);
        if (!answer.region_error && answer.error === "") return answer;
        last = new Error(JSON.stringify(answer.region_error ?? answer.error));
      } catch (error) {
        last = error;
      }
      if (performance.now() > until) throw last;
      await delay(RETRY_MS);
    }
  }

  async #route(key: Buffer) {
    const { header, leader } = await Promise.any(this.#pds.map((pd) => this.#members(pd)));
    const address = leader.client_urls[0]?.replace("http://", "") ?? "";
    const ask = <Answer>(method: string, fields: object): Promise<Answer> =>
      call<Answer>(this.#client(address, "pd"), {
        method,
        request: { header: { cluster_id: header.cluster_id }, ...fields },
        timeoutMs: CALL_MS,
      });
    const { region, leader: peer } = await ask<{ region: Region; leader: Peer }>("GetRegion", { region_key: key });
    return { region, leader: peer, ask };
  }

  async #members(pd: string): Promise<{ header: ResponseHeader; leader: PdMember }> {
    const answer = await call<{ header: ResponseHeader; leader: PdMember | null }>(this.#client(pd, "pd"), {
      method: "GetMembers",
      request: {},
      timeoutMs: CALL_MS,
    });
    if (!answer.leader) throw new Error(`${pd} knows no leader`);
    return { header: answer.header, leader: answer.leader };
  }

  #client(address: string, service: "pd" | "tikv"): Client {
    const known = this.#clients.get(address) ?? connect(this.#protocol[service], address);
    this.#clients.set(address, known);
    return known;
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients.values()) client.close();
  }
}
