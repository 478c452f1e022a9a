const blockBytes = 512;

export interface TarEntry {
  /** Relative path of at most 100 bytes. */
  path: string;
  content: Buffer;
  /** @default 0o644 */
  mode?: number;
}

/** A ustar archive of plain files, owned by root: what the engine's archive calls take. */
export function packTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content, mode }) => [
    header({ path, size: content.length, mode: mode ?? 0o644 }),
    content,
    Buffer.alloc(-content.length & (blockBytes - 1)),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

/** Content of the archive's first plain file; undefined when it holds none. */
export function firstFile(archive: Buffer): Buffer | undefined {
  for (let at = 0; at + blockBytes <= archive.length && archive[at] !== 0;) {
    const size = Number.parseInt(archive.toString("latin1", at + 124, at + 136), 8);
    const type = archive.toString("latin1", at + 156, at + 157);
    const start = at + blockBytes;
    if (type === "0" || type === "\0") return archive.subarray(start, start + size);
    at = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return undefined;
}

/** Fields and checksum as POSIX.1-1988 (ustar) has them. */
function header({ path, size, mode }: { path: string; size: number; mode: number }): Buffer {
  if (Buffer.byteLength(path) > 100) throw new RangeError(`${path} is too long for an archive`);
  const block = Buffer.alloc(blockBytes);
  block.write(path, 0);
  block.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar", 257);
  block.write("00", 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
