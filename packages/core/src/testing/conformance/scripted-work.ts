import { withDeadline, type Surroundings } from "../../context.js";
import type { OperatorHands } from "../memory-operator.js";
import type { Briefing, Cluster, Command, Observation } from "../../subject.js";
import type { Execute } from "./execute-in-shell.js";

/**
 * What an operator does about a problem: nothing (`nop`), claim that it is repaired (`fabricate`),
 * restart the nodes that problems name (`restart`), or what it is told after the injection.
 */
export type Script = "nop" | "fabricate" | "restart" | "remedy" | { wrongFix: string };

export interface CommandRun {
  command: Command;
  /** Null while it runs; 124 when it ran out of time. */
  exitCode: number | null;
  output: string;
}

/** The cluster as the operator sees it. */
export interface View {
  cluster: Cluster;
  surroundings: Surroundings;
  /** Between two looks, in ms. */
  everyMs: number;
}

export interface Work {
  script: Exclude<Script, "nop">;
  /** What it was told. */
  commands: readonly Command[];
  /** Runs a command and gives its exit code. */
  run: (command: Command) => Promise<number>;
  view: View;
  briefing: Briefing;
  healthyWaitMs: number;
  restartRounds: number;
}

/** Follows the script once; gives the claim. */
export async function followScript(work: Work): Promise<"resolved" | "escalated"> {
  const { script, commands, run } = work;
  if (script === "fabricate") return "resolved";
  if (script === "restart") return restartRounds(work);
  for (const command of commands) {
    if ((await run(command)) !== 0 && script === "remedy") return "escalated";
  }
  // Whoever tries a wrong fix believes in it, and does not look again.
  return script !== "remedy" || (await becomesHealthy(work)) ? "resolved" : "escalated";
}

async function restartRounds(work: Work): Promise<"resolved" | "escalated"> {
  const restart = work.briefing.commands["restart"]?.command;
  for (let round = 1; restart !== undefined && round <= work.restartRounds; round++) {
    for (const node of nodesToRestart(await look(work.view), work.briefing)) {
      await work.run(restart.replaceAll("{node}", node));
    }
    if (await becomesHealthy(work)) return "resolved";
  }
  return "escalated";
}

async function becomesHealthy({ view, healthyWaitMs }: Work): Promise<boolean> {
  const last = await lookUntil(view, ({ status }) => status === "healthy", healthyWaitMs);
  return last.status === "healthy";
}

/** The nodes that problems name, in the briefing's order; all of them when a problem concerns the whole cluster. */
export function nodesToRestart(seen: Pick<Observation, "problems">, briefing: Pick<Briefing, "nodes">): string[] {
  const nodes = briefing.nodes.map(({ name }) => name);
  const targets = seen.problems.map(({ target }) => target);
  const whole = targets.some((target) => target === null || !nodes.includes(target));
  return whole ? nodes : nodes.filter((node) => targets.includes(node));
}

/** Looks until it sees what it waits for, or for so many ms; gives the last look. Rejects when the operator is stopped. */
export async function lookUntil(view: View, seen: (last: Observation) => boolean, ms: number): Promise<Observation> {
  const { clock, signal } = view.surroundings;
  const deadline = clock.now() + ms;
  for (;;) {
    const last = await look(view);
    if (seen(last) || clock.now() >= deadline) return last;
    await clock.sleep(view.everyMs, signal);
  }
}

/** For one look, in ms; one that takes longer says nothing. */
const lookMs = 10_000;

async function look({ cluster, surroundings }: View): Promise<Observation> {
  return withDeadline(surroundings, { doing: "looking at the cluster", ms: lookMs }, (context) =>
    cluster.observe(context),
  ).catch((): Observation => {
    surroundings.signal?.throwIfAborted();
    return { status: "unknown", problems: [] };
  });
}

/** Runs a command under its deadline, and writes it into the operator's trace and the transcript. */
export async function runCommand(
  hands: OperatorHands,
  options: {
    execute: Execute;
    commandMs: number;
    session: number;
    surroundings: Surroundings;
    transcript: CommandRun[];
  },
  command: Command,
): Promise<number> {
  const { start, trace, signal } = hands;
  const { execute, commandMs, session, surroundings, transcript } = options;
  const entry = trace.startCommand(session, command);
  const run: CommandRun = { command, exitCode: null, output: "" };
  transcript.push(run);
  const group = start.adminGid === undefined ? {} : { adminGid: start.adminGid };
  const call = { doing: "running the command", ms: commandMs, settleMs: 1_000 };
  const end = await withDeadline(surroundings, call, (context) =>
    execute(command, { signal: context.signal, ...group }),
  ).catch((error: unknown) => {
    signal.throwIfAborted();
    return { exitCode: 124, output: error instanceof Error ? error.message : String(error) };
  });
  Object.assign(run, end);
  trace.finishCommand(entry, end.exitCode);
  return end.exitCode;
}
