import { setMaxListeners } from "node:events";
import { fileURLToPath } from "node:url";
import { Client, Metadata, credentials, status, type ServiceError } from "@grpc/grpc-js";
import { loadSync, type MethodDefinition, type ServiceDefinition } from "@grpc/proto-loader";
import type { Context } from "@eval/core";

/** The services that a client of RawKV speaks with. 64-bit numbers are decimal strings, bytes Buffers. */
export type Service = "pdpb.PD" | "tikvpb.Tikv";

const files = ["pdpb.proto", "tikvpb.proto"];

const channelOptions = {
  // Subjects never read the environment, and a cluster is never behind a proxy.
  "grpc.enable_http_proxy": 0,
  "grpc.use_local_subchannel_pool": 1,
  "grpc.initial_reconnect_backoff_ms": 50,
  "grpc.max_reconnect_backoff_ms": 250,
};

/** A call that was not answered: nobody there, no answer in time, or refused. */
export class CallError extends Error {
  override readonly name = "CallError";
  constructor(
    readonly address: string,
    readonly code: status,
    message: string,
  ) {
    super(`${address}: ${message}`);
  }
}

export interface Call {
  service: Service;
  method: string;
  request: object;
  /** Milliseconds for this call, within the context's deadline. */
  timeoutMs: number;
}

/** Connections to the cluster's servers, by address `host:port`, opened when first needed. */
export class Connections implements Disposable {
  readonly #services: Readonly<Record<Service, ServiceDefinition>>;
  readonly #connections = new Map<string, Connection>();

  constructor() {
    const definition = loadSync(files, {
      includeDirs: [fileURLToPath(new URL("../../proto", import.meta.url))],
      keepCase: true,
      longs: String,
      enums: String,
      defaults: true,
    });
    this.#services = {
      "pdpb.PD": definition["pdpb.PD"] as ServiceDefinition,
      "tikvpb.Tikv": definition["tikvpb.Tikv"] as ServiceDefinition,
    };
  }

  /** The answer; rejects with a CallError, or with the context's reason when that aborts first. */
  async call<Answer>(
    address: string,
    { service, method, request, timeoutMs }: Call,
    context: Context,
  ): Promise<Answer> {
    context.signal.throwIfAborted();
    // Of the many calls of one look each listens to its end.
    setMaxListeners(0, context.signal);
    const definition = this.#services[service][method];
    if (!definition) throw new RangeError(`${service} has no method ${method}`);
    const connection = this.#connection(address);
    connection.calls++;
    try {
      return (await unary(connection.client, { definition, request, timeoutMs }, context)) as Answer;
    } catch (error) {
      context.signal.throwIfAborted();
      const { code, details } = error as ServiceError;
      // A connection that swallows requests, or whose other end has gone, is not used again.
      if (code === status.DEADLINE_EXCEEDED || code === status.UNAVAILABLE) this.#drop(address, connection);
      throw new CallError(address, code, wordsOf(code, { details, timeoutMs }));
    } finally {
      connection.calls--;
      closeIdle(connection);
    }
  }

  #connection(address: string): Connection {
    const known = this.#connections.get(address);
    if (known) return known;
    const client = new Client(address, credentials.createInsecure(), channelOptions);
    const made = { client, calls: 0, isDropped: false };
    this.#connections.set(address, made);
    return made;
  }

  /** Other calls on it may still be answered. */
  #drop(address: string, connection: Connection): void {
    if (this.#connections.get(address) === connection) this.#connections.delete(address);
    connection.isDropped = true;
  }

  [Symbol.dispose](): void {
    for (const { client } of this.#connections.values()) client.close();
    this.#connections.clear();
  }
}

interface Connection {
  client: Client;
  /** Under way. */
  calls: number;
  /** No new call uses it. */
  isDropped: boolean;
}

function closeIdle({ client, calls, isDropped }: Connection): void {
  if (isDropped && calls === 0) client.close();
}

function unary(
  client: Client,
  {
    definition,
    request,
    timeoutMs,
  }: { definition: MethodDefinition<object, object>; request: object; timeoutMs: number },
  context: Context,
): Promise<object> {
  return new Promise((resolve, reject) => {
    const cancel = () => running.cancel();
    const running = client.makeUnaryRequest(
      definition.path,
      definition.requestSerialize,
      definition.responseDeserialize,
      request,
      new Metadata(),
      { deadline: context.clock.wall().getTime() + Math.max(1, Math.min(timeoutMs, context.remainingMs())) },
      (error, answer) => {
        context.signal.removeEventListener("abort", cancel);
        if (error) reject(error);
        else resolve(answer as object);
      },
    );
    context.signal.addEventListener("abort", cancel, { once: true });
  });
}

/** What an administrator would say of it, where the library speaks of its own workings. */
function wordsOf(code: status, { details, timeoutMs }: { details: string; timeoutMs: number }): string {
  if (code === status.DEADLINE_EXCEEDED) return `no answer within ${Math.max(1, Math.round(timeoutMs))} ms`;
  return code === status.UNAVAILABLE ? "cannot be reached" : details;
}
