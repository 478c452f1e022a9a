import { mkdir, open, readFile, rename, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Entry, HardState } from "../raft/messages.js";
import { decodeState, encodeState, type RegionState } from "./region-state.js";

/** What a region's folder holds: a state, and the log after it. */
export interface Stored {
  state: RegionState;
  hardState: HardState;
  entries: Entry[];
}

type Line = { e: [kind: Entry["kind"], term: number, index: number, data: string] } | { h: HardState };

/** One region's data on the data volume. A write is acknowledged when it is on the disk. */
export class RegionStorage {
  readonly #folder: string;
  readonly #log: FileHandle;
  #bytes: number;

  private constructor(folder: string, log: FileHandle, bytes: number) {
    this.#folder = folder;
    this.#log = log;
    this.#bytes = bytes;
  }

  /** Bytes of log since the last compaction. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A region that begins here; whatever an unfinished beginning left is replaced. */
  static async create(folder: string, stored: Stored): Promise<RegionStorage> {
    await mkdir(folder, { recursive: true });
    return RegionStorage.#write(folder, stored);
  }

  /** As it was left. A line that was being written when the process ended is dropped. */
  static async open(folder: string): Promise<{ storage: RegionStorage; stored: Stored }> {
    const state = decodeState(await readFile(join(folder, "state")));
    const text = await readFile(join(folder, "log"), "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const log = await open(join(folder, "log"), "r+");
    await log.truncate(Buffer.byteLength(whole));
    return {
      storage: new RegionStorage(folder, log, Buffer.byteLength(whole)),
      stored: { state, ...replay(whole, state) },
    };
  }

  /** Resolves once entries and hard state are on the disk. Entries replace those from the first one's index on. */
  async append(hardState: HardState, entries: readonly Entry[]): Promise<void> {
    const text = linesOf(hardState, entries);
    const { bytesWritten } = await this.#log.write(text, this.#bytes);
    if (bytesWritten < Buffer.byteLength(text))
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    this.#bytes += bytesWritten;
    await this.#log.datasync();
  }

  /** The state takes the place of the log that led to it. */
  async compact(stored: Stored): Promise<RegionStorage> {
    const next = await RegionStorage.#write(this.#folder, stored);
    await this.#log.close();
    return next;
  }

  async destroy(): Promise<void> {
    await this.#log.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.#log.close();
  }

  /** State before log: a log that begins before its state is harmless, the other way round it would have a gap. */
  static async #write(folder: string, { state, hardState, entries }: Stored): Promise<RegionStorage> {
    await replace(folder, "state", encodeState(state));
    const text = linesOf(hardState, entries);
    const log = await replace(folder, "log", Buffer.from(text), { keepOpen: true });
    return new RegionStorage(folder, log, Buffer.byteLength(text));
  }
}

const linesOf = (hardState: HardState, entries: readonly Entry[]): string =>
  [
    ...entries.map(({ kind, term, index, data }): Line => ({ e: [kind, term, index, data.toString("base64")] })),
    { h: hardState } satisfies Line,
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");

function replay(text: string, state: RegionState): { hardState: HardState; entries: Entry[] } {
  let hardState: HardState = { term: state.term, vote: "", commit: state.index };
  let entries: Entry[] = [];
  for (const raw of text.split("\n").filter((each) => each !== "")) {
    const line = JSON.parse(raw) as Line;
    if ("h" in line) hardState = line.h;
    else {
      const [kind, term, index, data] = line.e;
      if (index <= (entries.at(-1)?.index ?? 0)) entries = entries.filter((entry) => entry.index < index);
      if (index > state.index) entries.push({ kind, term, index, data: Buffer.from(data, "base64") });
    }
  }
  return { hardState, entries };
}

async function replace(folder: string, name: string, data: Buffer): Promise<undefined>;
async function replace(folder: string, name: string, data: Buffer, options: { keepOpen: true }): Promise<FileHandle>;
async function replace(
  folder: string,
  name: string,
  data: Buffer,
  options?: { keepOpen: true },
): Promise<FileHandle | undefined> {
  const path = join(folder, name);
  const file = await open(`${path}.new`, "w+");
  await file.writeFile(data);
  await file.sync();
  await rename(`${path}.new`, path);
  const directory = await open(folder, "r");
  await directory.sync();
  await directory.close();
  if (options?.keepOpen) return file;
  await file.close();
  return undefined;
}
