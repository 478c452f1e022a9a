import { open, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { boundText } from "./bounded-output.js";
import type { Call, SessionLog } from "./session-log.js";
import { recordFiles } from "./shell-wrapper.js";

/** A file of a record may not grow beyond this; what is more is cut off now and then. */
const mostOnDisk = 16 * 1024 * 1024;
const readBytes = 65_536;

/** Takes what the shell wrapper leaves into the session's log. */
export class Spool {
  /** Records whose call is logged and whose result is not. */
  private readonly running = new Map<string, Call>();

  constructor(
    private readonly folder: string,
    private readonly record: SessionLog,
  ) {}

  /** Takes what is there now. */
  async ingest(): Promise<void> {
    for (const name of await this.newRecords()) {
      const command = await readFile(join(this.folder, name, recordFiles.command), "utf8");
      this.running.set(name, await this.record.call(boundText(command), ""));
    }
    for (const [name, call] of this.running) {
      await this.cutOff(name);
      const code = await readFile(join(this.folder, name, recordFiles.code), "utf8").catch(() => null);
      if (code === null) continue;
      await this.record.result(call, { output: await this.output(name), exitCode: Number(code) });
      await this.forget(name);
    }
  }

  /** Takes what is there; what has not ended by now has no exit code. */
  async finish(): Promise<void> {
    await this.ingest();
    for (const [name, call] of this.running) {
      await this.record.result(call, { output: await this.output(name), exitCode: null });
      await this.forget(name);
    }
  }

  private async forget(name: string): Promise<void> {
    this.running.delete(name);
    await rm(join(this.folder, name), { recursive: true, force: true });
  }

  private async newRecords(): Promise<string[]> {
    const names = (await readdir(this.folder)).filter((name) => !this.running.has(name));
    const begun = await Promise.all(
      names.map(async (name) => {
        const command = await stat(join(this.folder, name, recordFiles.command), { bigint: true }).catch(() => null);
        return command ? [{ name, at: command.mtimeNs }] : [];
      }),
    );
    return begun
      .flat()
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .map(({ name }) => name);
  }

  private async output(name: string): Promise<string> {
    const [stdout, stderr] = await Promise.all([
      readEnds(join(this.folder, name, recordFiles.stdout)),
      readEnds(join(this.folder, name, recordFiles.stderr)),
    ]);
    return stdout + stderr;
  }

  private async cutOff(name: string): Promise<void> {
    for (const file of [recordFiles.stdout, recordFiles.stderr]) {
      const path = join(this.folder, name, file);
      const size = (await stat(path).catch(() => null))?.size ?? 0;
      // The wrapper appends, so that what is written afterwards goes on from there.
      if (size > mostOnDisk) await truncate(path, readBytes);
    }
  }
}

/** All of a short file; of a long one its beginning and its end. */
async function readEnds(path: string): Promise<string> {
  const file = await open(path, "r").catch(() => null);
  if (!file) return "";
  try {
    const { size } = await file.stat();
    if (size <= readBytes) return (await file.readFile()).toString("utf8");
    const half = readBytes / 2;
    const [head, tail] = [Buffer.alloc(half), Buffer.alloc(half)];
    await file.read(head, 0, half, 0);
    await file.read(tail, 0, half, size - half);
    return `${head.toString("utf8")}\n[… ${size - readBytes} bytes left out …]\n${tail.toString("utf8")}`;
  } finally {
    await file.close();
  }
}
