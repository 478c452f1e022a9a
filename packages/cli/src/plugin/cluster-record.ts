import { randomBytes } from "node:crypto";
import { appendFile, lstat, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plugin } from "@eval/core";
import { thisProcess } from "../aftermath/process-identity.js";
import type { Io } from "../io.js";

/** The ids of the clusters that this process's checks make, kept in a file in case it dies. */
export interface ClusterRecord {
  add(clusterId: string): Promise<void>;
  /** Forgets them: they are gone. */
  close(): Promise<void>;
}

const namePattern = /^eval-plugin-check-[0-9a-f]+\.jsonl$/;

export function openClusterRecord({ url }: Pick<Plugin, "url">, io: Io): ClusterRecord {
  const path = join(tmpdir(), `eval-plugin-check-${randomBytes(8).toString("hex")}.jsonl`);
  let begun: Promise<void> | undefined;
  const begin = async () => {
    const header = { plugin: url, process: await thisProcess(io) };
    await writeFile(path, `${JSON.stringify(header)}\n`, { flag: "wx", mode: 0o600 });
  };
  return {
    async add(clusterId) {
      await (begun ??= begin());
      await appendFile(path, `${JSON.stringify(clusterId)}\n`);
    },
    close: () => rm(path, { force: true }),
  };
}

/** What a check wrote down of itself: it is alive, or has died. */
export interface CheckRecord {
  /** The module it checked, as a URL. */
  plugin: string;
  /** Its process, as it identified itself. */
  process: unknown;
  clusterIds: readonly string[];
  readonly forget: () => Promise<void>;
}

/** Only files of this user's own count: in a folder for everybody anybody may have put the others. */
export async function checkRecords(io: Io): Promise<CheckRecord[]> {
  const names = (await readdir(tmpdir())).filter((name) => namePattern.test(name));
  const records = await Promise.all(names.map((name) => readRecord(join(tmpdir(), name), io)));
  return records.filter((record) => record !== undefined);
}

async function readRecord(path: string, io: Io): Promise<CheckRecord | undefined> {
  try {
    const { uid } = await lstat(path);
    if (io.host.uid !== null && uid !== io.host.uid) return undefined;
    // A line that was cut off named a cluster of which nothing had been made.
    const [head = "", ...lines] = (await readFile(path, "utf8")).split("\n").slice(0, -1);
    const { plugin, process } = JSON.parse(head) as { plugin?: unknown; process?: unknown };
    if (typeof plugin !== "string" || !plugin.startsWith("file:")) return undefined;
    return {
      plugin,
      process,
      clusterIds: lines.map((line) => String(JSON.parse(line))),
      forget: () => rm(path, { force: true }),
    };
  } catch {
    // Gone meanwhile, or no record at all.
    return undefined;
  }
}
