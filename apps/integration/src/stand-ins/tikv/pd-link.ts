import { setTimeout as delay } from "node:timers/promises";
import { status, type Client, type ClientDuplexStream, type ServiceClientConstructor } from "@grpc/grpc-js";
import type { Log } from "../log.js";
import { reasonOf } from "../log.js";
import { call, connect } from "../rpc/protocol.js";
import type { PdMember, RegionHeartbeat, RegionInstruction, ResponseHeader } from "../rpc/messages.js";

const CALL_MS = 2_000;
const LOOK_MS = 100;

/** PD refused for a reason that asking again does not change. */
export class PdRefusal extends Error {
  override readonly name = "PdRefusal";
}

/** The connection to whichever PD leads; it is looked for anew when it no longer does. */
export class PdLink {
  clusterId = "0";
  readonly #service: ServiceClientConstructor;
  readonly #log: Log;
  #endpoints: string[];
  #leader: { address: string; client: Client } | undefined;
  #looking: Promise<{ address: string; client: Client }> | undefined;

  constructor(options: { service: ServiceClientConstructor; endpoints: readonly string[]; log: Log }) {
    this.#service = options.service;
    this.#endpoints = [...options.endpoints];
    this.#log = options.log;
  }

  /** Rejects with PdRefusal, or with the last error once `forMs` is over. */
  async call<Response extends { header: ResponseHeader | null }>(
    method: string,
    request: object,
    { forMs }: { forMs: number } = { forMs: CALL_MS },
  ): Promise<Response> {
    const until = performance.now() + forMs;
    for (;;) {
      try {
        const { client } = await this.leader();
        return await call<Response>(client, {
          method,
          request: { header: { cluster_id: this.clusterId }, ...request },
          timeoutMs: CALL_MS,
        });
      } catch (error) {
        if (isFinal(error)) throw new PdRefusal((error as { details?: string }).details ?? reasonOf(error));
        this.forget();
        if (performance.now() > until) throw error;
        await delay(LOOK_MS);
      }
    }
  }

  async leader(): Promise<{ address: string; client: Client }> {
    if (this.#leader) return this.#leader;
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** A leader that no longer answers as one. */
  forget(): void {
    this.#leader?.client.close();
    this.#leader = undefined;
  }

  /** A stream to the present leader. */
  async regionHeartbeats(): Promise<ClientDuplexStream<RegionHeartbeat, RegionInstruction>> {
    const { client } = await this.leader();
    const streams = client as unknown as Record<"RegionHeartbeat", OpenRegionHeartbeats>;
    return streams.RegionHeartbeat.call(client);
  }

  close(): void {
    this.forget();
  }

  async #look(): Promise<{ address: string; client: Client }> {
    const found = await Promise.any(this.#endpoints.map((endpoint) => this.#ask(endpoint))).catch((error: unknown) => {
      throw error instanceof AggregateError ? error.errors[0] : error;
    });
    if (this.clusterId === "0") this.clusterId = found.clusterId;
    else if (this.clusterId !== found.clusterId) {
      throw new PdRefusal(`cluster ID mismatch, local ${this.clusterId} != remote ${found.clusterId}`);
    }
    this.#endpoints = [...new Set([...found.members, ...this.#endpoints])];
    this.#leader = { address: found.address, client: connect(this.#service, found.address) };
    this.#log.info("connected to PD leader", { endpoints: found.address });
    return this.#leader;
  }

  async #ask(endpoint: string): Promise<{ clusterId: string; address: string; members: string[] }> {
    const client = connect(this.#service, endpoint);
    try {
      const answer = await call<{ header: ResponseHeader; leader: PdMember | null; members: PdMember[] }>(client, {
        method: "GetMembers",
        request: {},
        timeoutMs: CALL_MS,
      });
      const address = answer.leader?.client_urls[0];
      if (address === undefined) throw new Error(`no leader is known at ${endpoint}`);
      const members = answer.members.flatMap((member) => member.client_urls.map(withoutScheme));
      return { clusterId: answer.header.cluster_id, address: withoutScheme(address), members };
    } finally {
      client.close();
    }
  }
}

const withoutScheme = (url: string): string => url.replace(/^https?:\/\//, "");

/** Asking another PD would not help: the request itself is refused. */
const isFinal = (error: unknown): boolean =>
  error instanceof PdRefusal ||
  ((error as { code?: status }).code === status.UNKNOWN &&
    !/etcd|leadership|fetch failed|timeout/.test(reasonOf(error))) ||
  (error as { code?: status }).code === status.FAILED_PRECONDITION;

type OpenRegionHeartbeats = () => ClientDuplexStream<RegionHeartbeat, RegionInstruction>;
