import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { median } from "./figures.js";

const PAGE_BYTES = 4096;

/**
 * The median time, in ms, to make one page durable in this folder: what no durable record can beat.
 * Leaves nothing behind.
 */
export async function fsyncFloor(folder: string, writes = 50): Promise<number> {
  const own = await mkdtemp(join(folder, "fsync-floor-"));
  try {
    await using file = await open(join(own, "pages"), "w");
    const page = Buffer.alloc(PAGE_BYTES, 1);
    const times: number[] = [];
    for (let index = 0; index < writes; index++) {
      const began = performance.now();
      await file.write(page);
      await file.sync();
      times.push(performance.now() - began);
    }
    return median(times);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
