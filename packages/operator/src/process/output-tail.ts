import { open } from "node:fs/promises";

/** The last bytes of a file as text, from the first whole character on; empty when it cannot be read. */
export async function outputTail(path: string, bytes = 4096): Promise<string> {
  const file = await open(path, "r").catch(() => null);
  if (!file) return "";
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, bytes));
    await file.read(buffer, 0, buffer.length, size - buffer.length);
    const firstWhole = size > bytes ? buffer.findIndex((byte) => (byte & 0xc0) !== 0x80) : 0;
    return buffer.subarray(Math.max(0, firstWhole)).toString("utf8");
  } finally {
    await file.close();
  }
}
