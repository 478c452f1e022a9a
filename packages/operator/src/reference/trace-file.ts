import { open } from "node:fs/promises";
import { z } from "zod";
import type { SessionLog } from "./session-log.js";

const lineSchema = z.union([
  z.object({ reasoning: z.string() }),
  z.object({ command: z.string(), exitCode: z.number().int().nullish(), output: z.string().optional() }),
]);

export type TraceLine = { reasoning: string } | { command: string; exitCode: number | null; output: string };

/** A line of the trace file; one that is not of its format counts as reasoning, word for word. */
export function parseTraceLine(line: string): TraceLine {
  try {
    const parsed = lineSchema.parse(JSON.parse(line));
    if ("reasoning" in parsed) return parsed;
    return { command: parsed.command, exitCode: parsed.exitCode ?? null, output: parsed.output ?? "" };
  } catch {
    return { reasoning: line };
  }
}

/** Follows the file to which an agent appends what it thinks, and commands that it ran by itself. */
export class TraceFile {
  private offset = 0;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly path: string) {}

  /** The whole lines that were added since the last call; with `final` also an unfinished one. */
  async read(options: { final: boolean }): Promise<TraceLine[]> {
    const chunks: Buffer[] = [this.rest];
    for (let added; (added = await this.added()).length > 0;) chunks.push(added);
    const text = Buffer.concat(chunks);
    const end = options.final ? text.length : text.lastIndexOf(0x0a) + 1;
    this.rest = text.subarray(end);
    const lines = text.subarray(0, end).toString("utf8").split("\n");
    return lines.filter((line) => line.trim() !== "").map(parseTraceLine);
  }

  private async added(): Promise<Buffer> {
    const file = await open(this.path, "r").catch(() => null);
    if (!file) return Buffer.alloc(0);
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.max(0, Math.min(size - this.offset, 1024 * 1024)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.offset);
      this.offset += bytesRead;
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

export async function recordTrace(lines: readonly TraceLine[], record: SessionLog): Promise<void> {
  for (const line of lines) {
    if ("reasoning" in line) {
      await record.reasoning(line.reasoning);
    } else {
      await record.result(await record.call(line.command, ""), line);
    }
  }
}
