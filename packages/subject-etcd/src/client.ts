import { describe, type Clock } from "@eval/core";
import { callGateway, decode, encode, isLockedOut } from "./gateway.js";

export type ClientCheck = { ok: true } | { ok: false; lockedOut: boolean; message: string };

interface RangeAnswer {
  kvs?: { key?: string; value?: string; mod_revision?: string }[];
  more?: boolean;
  count?: string;
}

interface PutAnswer {
  header?: { revision?: string };
}

export interface Write {
  key: string;
  value: string;
}

export interface Attempt {
  /** Of the members that may be reached, the preferred one first. */
  addresses: readonly string[];
  /** For all of it. */
  timeoutMs: number;
  clock: Clock;
  signal: AbortSignal;
  token?: string;
}

/**
 * Writes as a client does and reads it back from a quorum: it knows all members and asks the next where one does
 * not answer. A refusal is an answer. Resolves with the address that served it; rejects with the last failure.
 */
export async function writeAndRead({ key, value }: Write, attempt: Attempt): Promise<string> {
  return await atAny(attempt, async (call) => {
    const { header } = await call<PutAnswer>("kv/put", { key: encode(key), value: encode(value) });
    const { kvs } = await call<RangeAnswer>("kv/range", { key: encode(key) });
    const [read] = kvs ?? [];
    // Somebody else may have looked at the same moment, and written after it.
    const isLater = BigInt(read?.mod_revision ?? 0) > BigInt(header?.revision ?? 0);
    if (!isLater && decode(read?.value) !== value) throw new Error(`${key} does not hold what was written`);
  });
}

/** One client's write, for a look at the cluster's health. Rejects for nothing but an abort. */
export async function checkClient(write: Write, attempt: Attempt): Promise<ClientCheck> {
  try {
    await writeAndRead(write, attempt);
    return { ok: true };
  } catch (error) {
    attempt.signal.throwIfAborted();
    return { ok: false, lockedOut: isLockedOut(error), message: describe(error) };
  }
}

/** Every key in a range, read from a quorum. */
export async function readKeys(range: { key: string; range_end: string }, attempt: Attempt): Promise<string[]> {
  const keys: string[] = [];
  await atAny(attempt, async (call) => {
    keys.length = 0;
    const { kvs } = await call<RangeAnswer>("kv/range", { ...range, keys_only: true });
    keys.push(...(kvs ?? []).map(({ key }) => decode(key)));
  });
  return keys;
}

type CallMember = <T = unknown>(path: string, body: Record<string, string | boolean>) => Promise<T>;

async function atAny(
  { addresses, timeoutMs, clock, signal, token }: Attempt,
  work: (call: CallMember) => Promise<void>,
): Promise<string> {
  let failure: unknown = new Error("no member can be reached");
  const end = clock.now() + timeoutMs;
  for (const [index, address] of addresses.entries()) {
    const share = (end - clock.now()) / (addresses.length - index);
    const until = clock.now() + share;
    try {
      await work(
        async (path, body) =>
          await callGateway(
            { address, path, body, timeoutMs: until - clock.now(), ...(token === undefined ? {} : { token }) },
            { signal },
          ),
      );
      return address;
    } catch (error) {
      signal.throwIfAborted();
      if (isLockedOut(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}
