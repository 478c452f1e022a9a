import { appendFile, stat, truncate } from "node:fs/promises";

export interface OutputBound {
  /** When the file has grown beyond this, what it holds is dropped. In bytes. @default 64 MiB */
  mostBytes?: number;
  /** @default 250 */
  everyMs?: number;
}

/**
 * Keeps a file that somebody appends to from filling the disk, until the returned function is called.
 * What has been written so far is dropped and writing goes on at the start: that needs O_APPEND.
 */
export function boundOutput(
  path: string,
  { mostBytes = 64 * 1024 * 1024, everyMs = 250 }: OutputBound = {},
): () => void {
  let looking = false;
  const look = async (): Promise<void> => {
    const { size } = await stat(path);
    if (size <= mostBytes) return;
    await truncate(path, 0);
    await appendFile(path, `[${size} bytes of output were dropped here: more than is kept]\n`);
  };
  const timer = setInterval(() => {
    // A disk may take longer than the interval: two looks at once would both drop what is there, and both say so.
    if (looking) return;
    looking = true;
    void look()
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
