import { status } from "@grpc/grpc-js";
import { describe, type Context } from "@eval/core";
import { CallError, Connections } from "./protocol.js";
import { nextStep, reasonOf, type RegionError } from "./region-error.js";
import { Routes, type Reach, type Route } from "./routes.js";

export interface KvPair {
  key: Buffer;
  value: Buffer;
}

/** Of one request to a store, in ms; then PD is asked whether another one leads. */
const attemptMs = 700;
const againMs = 100;
/** Kept back from the deadline for saying why it failed, in ms. */
const lastWordMs = 30;
const scanLimit = 1024;

/** Of whichever call. Of the last three those that belong to it are there. */
type Answer = {
  region_error: RegionError | null;
  error?: string;
  value: Buffer;
  not_found: boolean;
  kvs: KvPair[];
};
type Sent = { answer: Answer; route: Route };
type Request = { method: string; key: Buffer; request: object };

/**
 * A client of TiKV's RawKV as applications use one: it asks PD where a key is, talks to the region's
 * leader, follows it when it moves, and tries again until the context's deadline.
 */
export class RawKvClient implements Disposable {
  readonly #connections = new Connections();
  readonly #routes: Routes;
  readonly #reach: Reach;

  constructor(options: { pds: readonly string[]; reach: Reach }) {
    this.#reach = options.reach;
    this.#routes = new Routes(this.#connections, options);
  }

  /** Resolves once a majority of the region's peers has it. */
  async put(key: Buffer, value: Buffer, context: Context): Promise<void> {
    await this.#send({ method: "RawPut", key, request: { key, value } }, context);
  }

  /** Undefined when there is no such key. */
  async get(key: Buffer, context: Context): Promise<Buffer | undefined> {
    const request = { method: "RawGet", key, request: { key } };
    const { answer } = await this.#send(request, context);
    return answer.not_found ? undefined : answer.value;
  }

  /** All pairs whose keys begin with the prefix, in the order of their keys. */
  async scan(prefix: Buffer, context: Context): Promise<KvPair[]> {
    const end = afterPrefix(prefix);
    const pairs: KvPair[] = [];
    let from = prefix;
    for (;;) {
      const request = { start_key: from, end_key: end, limit: scanLimit };
      const { answer, route } = await this.#send({ method: "RawScan", key: from, request }, context);
      pairs.push(...answer.kvs);
      const last = answer.kvs.length === scanLimit ? answer.kvs.at(-1) : undefined;
      const next = last ? Buffer.concat([last.key, Buffer.of(0)]) : route.region.end_key;
      if (next.length === 0 || (end.length > 0 && next.compare(end) >= 0)) return pairs;
      from = next;
    }
  }

  /**
   * Whether the store at that address answers requests at all, refusals included: the milliseconds it
   * took. Rejects with a CallError when it does not in time.
   */
  async ping(address: string, { timeoutMs }: { timeoutMs: number }, context: Context): Promise<number> {
    const reached = await this.#reach(address, context);
    const began = context.clock.now();
    // There is no region 0: the store says so, and touches no data.
    const request = { context: { region_id: "0" }, key: Buffer.from("ping") };
    await this.#connections.call(reached, { service: "tikvpb.Tikv", method: "RawGet", request, timeoutMs }, context);
    return context.clock.now() - began;
  }

  [Symbol.dispose](): void {
    this.#connections[Symbol.dispose]();
  }

  async #send(request: Request, context: Context): Promise<Sent> {
    let last: unknown = new Error("there was no time to ask");
    let heard = false;
    while (context.remainingMs() > lastWordMs) {
      context.signal.throwIfAborted();
      try {
        const sent = await this.#attempt(request, context);
        if (sent.done) return sent;
        last = sent.refused;
        heard = true;
      } catch (error) {
        context.signal.throwIfAborted();
        // What was said in words tells more than a silence at the end.
        if (!(error instanceof CallError) || error.code !== status.DEADLINE_EXCEEDED || !heard) last = error;
        this.#routes.forgetAll();
      }
      await context.clock.sleep(Math.min(againMs, Math.max(0, context.remainingMs() - lastWordMs)), context.signal);
    }
    throw new Error(`${request.method} was not answered in time: ${describe(last)}`, { cause: last });
  }

  async #attempt(
    { method, key, request }: Request,
    context: Context,
  ): Promise<({ done: true } & Sent) | { done: false; refused: Error }> {
    const route = await this.#routes.of(key, context);
    const { region, leader, address } = route;
    const answer = await this.#connections.call<Answer>(
      await this.#reach(address, context),
      {
        service: "tikvpb.Tikv",
        method,
        request: {
          ...request,
          context: { region_id: region.id, region_epoch: region.region_epoch, peer: leader },
        },
        timeoutMs: Math.min(attemptMs, context.remainingMs() - lastWordMs),
      },
      context,
    );
    if (!answer.region_error) {
      if (answer.error) return { done: false, refused: new Error(answer.error) };
      return { done: true, answer, route };
    }
    const refused = new Error(`${address}: ${reasonOf(answer.region_error)}`);
    const step = nextStep(answer.region_error);
    if (step.do === "follow") await this.#routes.follow(route, step.leader, context);
    if (step.do === "ask_pd") this.#routes.forget(route);
    return { done: false, refused };
  }
}

/** The first key behind all that begin with the prefix; empty, the end of all keys, when there is none. */
export function afterPrefix(prefix: Buffer): Buffer {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return Buffer.alloc(0);
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end.writeUInt8(end.readUInt8(last) + 1, last);
  return end;
}
