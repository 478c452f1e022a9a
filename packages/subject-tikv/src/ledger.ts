import type { Context } from "@eval/core";
import type { KvPair } from "./kv/raw-kv-client.js";

/** What a probe needs of a client of RawKV. */
export interface KeyValues {
  put(key: Buffer, value: Buffer, context: Context): Promise<void>;
  get(key: Buffer, context: Context): Promise<Buffer | undefined>;
  scan(prefix: Buffer, context: Context): Promise<KvPair[]>;
}

const entry = /^.ledger\/(\d{12})$/s;

/** Numbers are spread over the key space, so that neighbours need not lie in one region. */
export function ledgerKey(n: number): Buffer {
  return Buffer.concat([Buffer.of((n * 97) % 256), Buffer.from(`ledger/${String(n).padStart(12, "0")}`)]);
}

/** The number of a ledger's key; undefined for any other key. */
export function ledgerNumber(key: Buffer): number | undefined {
  const digits = entry.exec(key.toString("latin1"))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Writes the number, waits for its acknowledgement, and reads it back. */
export async function writeNumber(client: KeyValues, n: number, context: Context): Promise<void> {
  await writeAndRead(client, { key: ledgerKey(n), value: Buffer.from(String(n)) }, context);
}

/** The numbers that are there, in ascending order. */
export async function readNumbers(client: Pick<KeyValues, "scan">, context: Context): Promise<number[]> {
  const pairs = await client.scan(Buffer.alloc(0), context);
  return pairs
    .map(({ key }) => ledgerNumber(key))
    .filter((n) => n !== undefined)
    .toSorted((a, b) => a - b);
}

/** First bytes of keys in every quarter of the key space. */
const quarters = [0x20, 0x60, 0xa0, 0xe0];

/** One client's write and read in every quarter of the key space. Gives the milliseconds until the last was done. */
export async function writeCanaries(client: KeyValues, context: Context): Promise<number> {
  const began = context.clock.now();
  const value = Buffer.from(String(context.clock.wall().getTime()));
  await Promise.all(
    quarters.map(async (first) => {
      await writeAndRead(client, { key: Buffer.concat([Buffer.of(first), Buffer.from("canary")]), value }, context);
    }),
  );
  return context.clock.now() - began;
}

async function writeAndRead(client: KeyValues, { key, value }: KvPair, context: Context): Promise<void> {
  // Somebody else may look at the same moment, and write a value of his own in between: hardly twice.
  for (let time = 0; time < 2; time++) {
    await client.put(key, value, context);
    if ((await client.get(key, context))?.equals(value)) return;
  }
  throw new Error("what was acknowledged cannot be read back");
}
