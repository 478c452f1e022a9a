import type { Readable } from "node:stream";

const headerBytes = 8;
const stderrStream = 2;

export interface Output {
  stdout: string;
  stderr: string;
}

/**
 * Takes apart what the engine sends of a container without a terminal: frames of one byte for the stream,
 * three of nothing, four for the length (big-endian), and the bytes.
 */
export function takeApart(frames: Buffer): Output {
  const parts: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  for (let at = 0; at + headerBytes <= frames.length;) {
    const length = frames.readUInt32BE(at + 4);
    const bytes = frames.subarray(at + headerBytes, at + headerBytes + length);
    parts[frames[at] === stderrStream ? "stderr" : "stdout"].push(bytes);
    at += headerBytes + length;
  }
  return { stdout: Buffer.concat(parts.stdout).toString(), stderr: Buffer.concat(parts.stderr).toString() };
}

/** Everything a stream brings until its end. Rejects, and destroys it, when the signal aborts. */
export async function readWhole(stream: NodeJS.ReadableStream, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // dockerode promises less of its streams than they are.
  const stop = () => (stream as Partial<Readable>).destroy?.();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  signal.throwIfAborted();
  return Buffer.concat(chunks);
}
