import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder with a subject in memory, `./fake.mjs`, and the real program run there. */
export interface Stage extends AsyncDisposable {
  folder: string;
  run(...args: string[]): Promise<Finished>;
  /** Started, with a promise of its end. */
  start(...args: string[]): {
    child: ChildProcess;
    finished: Promise<Finished>;
    stderrHas(text: string): Promise<void>;
  };
}

const bin = fileURLToPath(new URL("../../bin/eval.js", import.meta.url));

export async function createStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "eval-cli-"));
  const testing = pathToFileURL(createRequire(import.meta.url).resolve("@eval/core/testing")).href;
  const plugin = `import { FakeSubject } from ${JSON.stringify(testing)};\nexport default new FakeSubject().subject;\n`;
  await writeFile(join(folder, "fake.mjs"), plugin);
  const start: Stage["start"] = (...args) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    const waiting = new Set<() => void>();
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      for (const look of waiting) look();
    });
    const finished = new Promise<Finished>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout, stderr }));
    });
    const stderrHas = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (stderr.includes(text)) resolve();
        };
        waiting.add(look);
        look();
        void finished.then(() => reject(new Error(`ended without ${text}:\n${stderr}`)));
      });
    return { child, finished, stderrHas };
  };
  return {
    folder,
    start,
    run: (...args) => start(...args).finished,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Times for a cluster that answers at once; the horizon is each test's own. */
export const fast = ["--hold", "100ms", "--quiet", "0", "--observe", "20ms", "--probe", "20ms"];
