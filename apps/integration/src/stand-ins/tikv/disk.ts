import { existsSync } from "node:fs";
import { open, readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf, type Log } from "../log.js";

/** Bytes. */
export interface DiskSpace {
  capacity: number;
  available: number;
  used: number;
}

/** The data volume as its file system reports it, with `used` as it was measured by `sizeOf`. */
export async function readDisk(dataDir: string, { limit, used }: { limit: number; used: number }): Promise<DiskSpace> {
  const disk = await statfs(dataDir);
  const total = disk.blocks * disk.bsize;
  const free = disk.bavail * disk.bsize;
  const capacity = limit > 0 ? Math.min(limit, total) : total;
  return { capacity, available: Math.min(free, Math.max(0, capacity - used)), used };
}

/**
 * Whether the store must refuse writes. As in TiKV, `reserve-space` decides: at 0 there is no protection, otherwise
 * the disk counts as almost full below that, and never below 5 % of the capacity.
 */
export function isAlmostFull({ capacity, available }: DiskSpace, reserveSpace: number): boolean {
  return reserveSpace > 0 && available <= Math.max(reserveSpace, capacity * 0.05);
}

const PLACEHOLDER_SHARE = 0.2;
const CHUNK = Buffer.alloc(1024 * 1024);

/**
 * A file of a fifth of `reserve-space`, which somebody may delete when the disk is full, to get the store going again.
 * It is made once, where there is room for it.
 */
export async function makePlaceholder(dataDir: string, reserveSpace: number, log: Log): Promise<void> {
  const path = join(dataDir, "space_placeholder_file");
  const bytes = Math.floor(reserveSpace * PLACEHOLDER_SHARE);
  if (bytes === 0 || existsSync(path)) return;
  const { available } = await readDisk(dataDir, { limit: 0, used: 0 });
  if (available < bytes) return;
  const file = await open(path, "w");
  try {
    for (let left = bytes; left > 0; left -= CHUNK.length) {
      await file.write(CHUNK, 0, Math.min(left, CHUNK.length));
    }
  } catch (error) {
    log.warn("no placeholder file", { error: reasonOf(error) });
    await file.truncate(0);
  } finally {
    await file.close();
  }
}

/** Bytes of all files below a folder; what vanishes meanwhile counts nothing. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sizeOf(path);
      return stat(path).then(
        ({ size }) => size,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
