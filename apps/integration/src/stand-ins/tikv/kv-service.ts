import { status, type sendUnaryData, type ServerReadableStream, type ServerUnaryCall } from "@grpc/grpc-js";
import { reasonOf } from "../log.js";
import type { RaftEnvelope } from "./raft-transport.js";
import {
  diskFull,
  misaddressed,
  regionNotFound,
  RegionRefusal,
  wrongStore,
  type RequestContext,
} from "./region-error.js";
import { keyBytes, keyText, type Command } from "./region-state.js";
import type { Replica } from "./replica.js";
import { scan } from "./scan.js";
import type { Store } from "./store.js";

type Asked<Fields = unknown> = { context: RequestContext | null } & Fields;
interface Pair {
  key: Buffer;
  value: Buffer;
}

/** The calls of `tikvpb.Tikv`: raw key-value requests, and the replication between stores. */
export function kvService(store: Store, { isDiskFull }: { isDiskFull: () => boolean }) {
  /** The replica that may answer. Throws a RegionRefusal. */
  const replicaFor = (context: RequestContext | null, keys: readonly Buffer[]): Replica => {
    const asked = context ?? { region_id: "0", region_epoch: null, peer: null };
    if (asked.peer && asked.peer.store_id !== store.id) throw wrongStore(asked.peer.store_id, store.id);
    const replica = store.replicas.get(asked.region_id);
    if (!replica || replica.region.peers.length === 0) throw regionNotFound(asked.region_id);
    const refusal = misaddressed(asked, keys, { storeId: store.id, ...addressed(replica) });
    if (refusal) throw refusal;
    return replica;
  };
  const read = async (context: RequestContext | null, keys: readonly Buffer[]): Promise<Replica> => {
    const replica = replicaFor(context, keys);
    await replica.read();
    return replica;
  };
  const write = async (context: RequestContext | null, keys: readonly Buffer[], command: Command) => {
    const replica = replicaFor(context, keys);
    if (isDiskFull()) throw diskFull(store.id);
    await replica.propose(command);
    return {};
  };
  const putCommand = (pairs: readonly Pair[]): Command => ({
    op: "put",
    pairs: pairs.map(({ key, value }) => [keyText(key), value.toString("base64")]),
  });

  return {
    RawGet: unary<Asked<{ key: Buffer }>>(async ({ context, key }) => {
      const value = (await read(context, [key])).pairs.get(keyText(key));
      return value === undefined ? { not_found: true } : { value };
    }),
    RawBatchGet: unary<Asked<{ keys: Buffer[] }>>(async ({ context, keys }) => {
      const { pairs } = await read(context, keys);
      return {
        pairs: keys.flatMap((key) => {
          const value = pairs.get(keyText(key));
          return value === undefined ? [] : [{ key, value }];
        }),
      };
    }),
    RawPut: unary<Asked<Pair & { ttl: string }>>(async ({ context, key, value, ttl }) => {
      if (ttl !== "0") return { error: "ttl is not enabled, but put with ttl" };
      if (key.length === 0) return { error: "key is empty" };
      return write(context, [key], putCommand([{ key, value }]));
    }),
    RawBatchPut: unary<Asked<{ pairs: Pair[] }>>(({ context, pairs }) =>
      write(
        context,
        pairs.map(({ key }) => key),
        putCommand(pairs),
      ),
    ),
    RawDelete: unary<Asked<{ key: Buffer }>>(({ context, key }) =>
      write(context, [key], { op: "delete", keys: [keyText(key)] }),
    ),
    RawDeleteRange: unary<Asked<{ start_key: Buffer; end_key: Buffer }>>(({ context, start_key, end_key }) =>
      write(context, [start_key], { op: "delete-range", start: keyText(start_key), end: keyText(end_key) }),
    ),
    RawScan: unary<Asked<{ start_key: Buffer; end_key: Buffer; limit: number; key_only: boolean; reverse: boolean }>>(
      async ({ context, start_key, end_key, limit, key_only, reverse }) => {
        const { pairs } = await read(context, reverse ? [] : [start_key]);
        const found = scan(pairs, { start: keyText(start_key), end: keyText(end_key), limit, reverse });
        return {
          kvs: found.map(([key, value]) => ({ key: keyBytes(key), ...(key_only ? {} : { value }) })),
        };
      },
    ),
    BatchRaft: (stream: ServerReadableStream<{ msgs: RaftEnvelope[] }, object>, done: sendUnaryData<object>): void => {
      stream.on("data", ({ msgs }: { msgs: RaftEnvelope[] }) => {
        for (const envelope of msgs) store.receive(envelope);
      });
      stream.on("error", () => undefined);
      stream.on("end", () => done(null, {}));
    },
  };
}

const addressed = ({ region, peer, leader, isLeader }: Replica) => ({ region, peer, leader, isLeader });

/** A RegionRefusal is an answer; anything else fails the call. */
function unary<Request>(handler: (request: Request) => object | Promise<object>) {
  return (call: ServerUnaryCall<Request, object>, answer: sendUnaryData<object>): void => {
    void (async () => {
      try {
        answer(null, await handler(call.request));
      } catch (error) {
        if (error instanceof RegionRefusal) answer(null, { region_error: error.fault });
        else answer({ code: status.UNKNOWN, details: reasonOf(error) });
      }
    })();
  };
}
