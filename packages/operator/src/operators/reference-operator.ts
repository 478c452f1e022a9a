import { access } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { HarnessError, resolvePlugin, type Context, type Operator, type OperatorEnd } from "@eval/core";
import { writeWhole } from "../process/operator-folder.js";
import type { AgentName } from "../reference/options.js";
import { startManaged, type Launch, type ManagedOptions, type Quarters } from "./managed-operator.js";

export interface ReferenceOperatorOptions extends ManagedOptions {
  agent: AgentName;
  /** The subject's module: a file URL, an absolute path, or a package's name. */
  plugin: string;
  /** The folder from which a package's name is resolved. @default the current one */
  base?: string;
  /** Of the agent `command`: a shell command line. */
  agentCommand?: string;
  /** Of the agent `wrong_fix`: the name of the chaos type's wrong fix. */
  wrongFix?: string;
  /** Between two looks of its monitor. @default 1000 */
  intervalMs?: number;
  /** Until a problem that outlasts an agent's claim is a new ticket. @default 60000 */
  realertMs?: number;
  /** For the cluster to become healthy after a repair. @default 20000 */
  healthyWaitMs?: number;
  /** Rounds of `restart`. @default 3 */
  attempts?: number;
  /** For one command. @default 60000 */
  commandTimeoutMs?: number;
  /** Of the agent `command`, for one ticket. @default 900000 */
  agentTimeoutMs?: number;
}

/**
 * The reference operator: a monitor and one of our agents, as a child process over the same path as
 * anybody's. Started once its monitor has looked at the cluster for the first time.
 */
export function referenceOperator(options: ReferenceOperatorOptions): Operator {
  const plugin = resolvePlugin(options.plugin, options.base ?? process.cwd());
  const told = toldOf(options);
  return {
    name: options.name ?? options.agent,
    ...(told === undefined ? {} : { told }),
    async start(start, context) {
      const files = (quarters: Quarters) => ({
        cluster: join(quarters.folder.path, "cluster.json"),
        ready: join(quarters.folder.path, "ready"),
        repair: join(quarters.folder.path, "repair.json"),
      });
      const launchIn = async (quarters: Quarters): Promise<Launch> => {
        const { cluster, ready, repair } = files(quarters);
        // Root's own: read before the program becomes the operator's user, whose agent has no business with it.
        const content = JSON.stringify({ clusterId: context.clusterId, handle: start.handle });
        await writeWhole(cluster, content, null);
        const { folder, owner } = quarters;
        const args = {
          plugin,
          cluster,
          ready,
          "operator-db": folder.operatorDb,
          briefing: folder.briefing,
          folder: folder.path,
          agent: options.agent,
          "agent-command": options.agentCommand,
          repair: told === undefined ? undefined : repair,
          "interval-ms": options.intervalMs,
          "realert-ms": options.realertMs,
          "healthy-wait-ms": options.healthyWaitMs,
          attempts: options.attempts,
          "command-timeout-ms": options.commandTimeoutMs,
          "agent-timeout-ms": options.agentTimeoutMs,
          uid: owner?.uid,
          gid: owner?.gid,
        };
        return { file: quarters.host.nodePath, args: [programPath, ...asArguments(args)], dropsPrivileges: true };
      };
      const started = await startManaged({ options, start, launchIn }, context);
      const { running, folder } = started;
      try {
        await untilReady(files(started).ready, running.ended, context);
      } catch (error) {
        await running[Symbol.asyncDispose]();
        throw error;
      }
      if (told === undefined) return running;
      return { ...running, reveal: ({ commands }) => folder.write("repair.json", JSON.stringify({ commands })) };
    },
  };
}

const programPath = fileURLToPath(new URL("../../bin/eval-operator.js", import.meta.url));

/** Somebody's agent behind our monitor. */
export function agentCommandOperator(
  options: Omit<ReferenceOperatorOptions, "agent" | "wrongFix" | "agentCommand"> & { agentCommand: string },
): Operator {
  return referenceOperator({ ...options, agent: "command" });
}

function toldOf({ agent, wrongFix }: ReferenceOperatorOptions): Operator["told"] {
  if (agent === "remedy") return "remedy";
  return agent === "wrong_fix" ? { wrongFix: wrongFix ?? "" } : undefined;
}

function asArguments(values: { readonly [name: string]: string | number | undefined }): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
}

async function untilReady(path: string, ended: Promise<OperatorEnd>, context: Context): Promise<void> {
  let end: OperatorEnd | undefined;
  void ended.then((how) => (end = how));
  while (!(await exists(path))) {
    if (end) {
      throw new HarnessError("operator_start_failed", {
        message: `the reference operator ended before it was ready; its output ends: ${end.outputTail.trim().slice(-300)}`,
        phase: "arm",
        details: end,
      });
    }
    await context.clock.sleep(20, context.signal);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
