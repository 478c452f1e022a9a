import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Context } from "@eval/core";
import { killUntilGone } from "./cluster-processes.js";
import { thisHost } from "./host.js";
import type { Layout } from "./layout.js";
import { listProcesses, type ProcessEntry } from "./process-table.js";

/** A program of somebody's that connects to a node, does something, and stays. */
export interface HeldClientJob {
  /** Process title and application name: what a program that does such a thing would be called. */
  title: string;
  node: string;
  connections: number;
  /**
   * Where the server has no room for all of them: takes what there is, and goes on trying for the rest.
   * @default false: then it is an error
   */
  persistent?: boolean;
  /**
   * Opens connections again that were ended, for as long as there is a cluster.
   * @default false: it ends with its last connection
   */
  reconnects?: boolean;
  /** Logs in as this role. @default that of ordinary clients */
  role?: string;
  /** Run on each connection, which is kept open afterwards. */
  statements: readonly string[];
}

export type HeldClient = {
  pid: number;
  /** Process ids of its sessions on the server; of a persistent one, those it got at once. */
  backends: number[];
};

const program = fileURLToPath(new URL("../dist/client-program.js", import.meta.url));

/**
 * Starts such a program, which outlives this process. Resolves when every statement has run on every
 * connection that the server had room for.
 */
export async function startHeldClient(layout: Layout, job: HeldClientJob, context: Context): Promise<HeldClient> {
  context.signal.throwIfAborted();
  const child = spawn(thisHost().node, [program, layout.run], {
    cwd: "/",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  child.stdin.on("error", () => undefined).end(JSON.stringify(job));
  const abort = () => child.kill("SIGKILL");
  context.signal.addEventListener("abort", abort, { once: true });
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the client program ended with ${code}`)));
      createInterface({ input: child.stdout }).once("line", resolve);
    });
    const report = JSON.parse(line) as { backends?: number[]; error?: string };
    if (!report.backends) throw new Error(`the client program failed: ${report.error}`);
    return { pid: child.pid ?? 0, backends: report.backends };
  } finally {
    context.signal.removeEventListener("abort", abort);
    child.stdout.destroy();
    child.unref();
  }
}

export async function heldClients(layout: Layout, title: string): Promise<ProcessEntry[]> {
  const command = `${title} ${layout.run}`;
  return await listProcesses((words) => words.join(" ") === command);
}

export async function endHeldClients(layout: Layout, title: string, context: Context): Promise<void> {
  await killUntilGone(async () => await heldClients(layout, title), context);
}
