import type { Context } from "@eval/core";
import type { Connections } from "./protocol.js";
import type { Peer, Region } from "./region-error.js";

/** From an address as servers know it (`tikv1:20160`) to one that this process can reach. Asked at every use: it moves. */
export type Reach = (advertised: string, context: Context) => Promise<string>;

/** Where requests for a range of keys go. */
export interface Route {
  region: Region;
  leader: Peer;
  /** Of the leader's store, as servers know it. */
  address: string;
}

/** Of one question to PD, in ms: whoever is paused never answers. */
const questionMs = 500;

type Header = { cluster_id?: string; error?: { type: string; message: string } | null } | null;

/** Which region holds a key and who leads it, as PD tells, kept until somebody says that it is wrong. */
export class Routes {
  readonly #connections: Connections;
  readonly #pds: readonly string[];
  readonly #reach: Reach;
  #leader: { address: string; clusterId: string } | undefined;
  #known: Route[] = [];

  constructor(connections: Connections, { pds, reach }: { pds: readonly string[]; reach: Reach }) {
    this.#connections = connections;
    this.#pds = pds;
    this.#reach = reach;
  }

  async of(key: Buffer, context: Context): Promise<Route> {
    const known = this.#known.find(({ region }) => holds(region, key));
    if (known) return known;
    const route = await this.#ask(key, context);
    this.#known = [route, ...this.#known.filter(({ region }) => region.id !== route.region.id)];
    return route;
  }

  /** Another one leads it now. */
  async follow(route: Route, leader: Peer, context: Context): Promise<void> {
    this.forget(route);
    this.#known.unshift({ region: route.region, leader, address: await this.#storeAddress(leader.store_id, context) });
  }

  forget(route: Route): void {
    this.#known = this.#known.filter((known) => known !== route);
  }

  forgetAll(): void {
    this.#known = [];
    this.#leader = undefined;
  }

  async #ask(key: Buffer, context: Context): Promise<Route> {
    const request = { region_key: key };
    const answer = await this.#askLeader<{ region: Region | null; leader: Peer | null }>("GetRegion", request, context);
    const { region, leader } = answer;
    if (!region) throw new Error("PD knows no region for the key");
    if (!leader || leader.store_id === "0") throw new Error(`PD knows no leader of region ${region.id}`);
    return { region, leader, address: await this.#storeAddress(leader.store_id, context) };
  }

  async #storeAddress(storeId: string, context: Context): Promise<string> {
    const known = this.#known.find(({ leader }) => leader.store_id === storeId);
    if (known) return known.address;
    const { store } = await this.#askLeader<{ store: { address: string } | null }>(
      "GetStore",
      { store_id: storeId },
      context,
    );
    if (!store) throw new Error(`PD knows no store ${storeId}`);
    return store.address;
  }

  async #askLeader<Answer>(method: string, request: object, context: Context): Promise<Answer> {
    const leader = (this.#leader ??= await this.#findLeader(context));
    try {
      const answer = await this.#connections.call<Answer & { header: Header }>(
        await this.#reach(leader.address, context),
        {
          service: "pdpb.PD",
          method,
          request: { header: { cluster_id: leader.clusterId }, ...request },
          timeoutMs: questionMs,
        },
        context,
      );
      if (answer.header?.error) throw new Error(`PD refuses ${method}: ${answer.header.error.message}`);
      return answer;
    } catch (error) {
      this.#leader = undefined;
      throw error;
    }
  }

  /** Any member knows who leads; the first that answers is believed. */
  async #findLeader(context: Context): Promise<{ address: string; clusterId: string }> {
    const answers = this.#pds.map(async (pd) => {
      const { header, leader } = await this.#connections.call<{
        header: Header;
        leader: { client_urls: string[] } | null;
      }>(
        await this.#reach(pd, context),
        { service: "pdpb.PD", method: "GetMembers", request: {}, timeoutMs: questionMs },
        context,
      );
      const [url] = leader?.client_urls ?? [];
      if (url === undefined) throw new Error(`${pd} knows no leader of PD`);
      return { address: new URL(url).host, clusterId: header?.cluster_id ?? "0" };
    });
    return await Promise.any(answers);
  }
}

/** Keys are ordered bytewise; an empty end is the end of all keys. */
export function holds({ start_key: start, end_key: end }: Pick<Region, "start_key" | "end_key">, key: Buffer): boolean {
  return key.compare(start) >= 0 && (end.length === 0 || key.compare(end) < 0);
}
