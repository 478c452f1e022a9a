import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "@eval/core";
import { clusterProcesses, killUntilGone, signalProcess } from "./cluster-processes.js";
import { thisHost } from "./host.js";
import type { Layout } from "./layout.js";
import { findProcess } from "./process-table.js";
import { ask, SupervisorError } from "./supervisor-client.js";

const program = fileURLToPath(new URL("../dist/supervisor/main.js", import.meta.url));

/** How long the supervisor gets to end itself and its nodes. */
const supervisorEndMs = 500;

/** Starts the cluster's supervisor, which outlives this process, and waits until it answers. */
export async function launchSupervisor(layout: Layout, context: Context): Promise<void> {
  context.signal.throwIfAborted();
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const log = await open(join(layout.folder, "supervisor.err"), flags, 0o640);
  const child = spawn(thisHost().node, [program, layout.run], {
    cwd: "/",
    env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    stdio: ["ignore", "ignore", log.fd],
    detached: true,
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`the supervisor ended with ${code}; see ${layout.folder}/supervisor.err`)),
    );
  });
  ended.catch(() => undefined);
  child.unref();
  await log.close();
  await Promise.race([answers(layout, context), ended]);
}

async function answers(layout: Layout, context: Context): Promise<void> {
  for (;;) {
    try {
      await ask(layout, { verb: "ping" }, context.signal);
      return;
    } catch (error) {
      if (!(error instanceof SupervisorError) || error.reason !== "absent") throw error;
    }
    await context.clock.sleep(5, context.signal);
  }
}

/** Ends everything of the cluster that runs: the supervisor takes its nodes with it, the rest is killed. */
export async function endProcesses(layout: Layout, uids: readonly number[], context: Context): Promise<void> {
  const list = async () => await clusterProcesses(layout, uids);
  const running = await list();
  const supervisors = running.filter(({ arguments: words }) => words[0]?.startsWith("pg-supervisor") === true);
  for (const supervisor of supervisors) await signalProcess(supervisor, "SIGTERM");
  const patience = context.clock.now() + supervisorEndMs;
  for (const { pid } of supervisors) {
    while ((await findProcess(pid)) && context.clock.now() < patience) await context.clock.sleep(5, context.signal);
  }
  await killUntilGone(list, context);
}
