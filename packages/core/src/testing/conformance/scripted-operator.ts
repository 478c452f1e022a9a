import { systemClock, type Clock } from "../../clock.js";
import { silentLogger, withDeadline, type Context, type Surroundings } from "../../context.js";
import { HarnessError } from "../../errors.js";
import type { Operator } from "../../operator.js";
import { seededRandom } from "../../random.js";
import type { Command, EvalSubject, Observation, Problem } from "../../subject.js";
import { memoryOperator, type OperatorHands } from "../memory-operator.js";
import type { Execute } from "./execute-in-shell.js";
import { followScript, lookUntil, runCommand, type CommandRun, type Script } from "./scripted-work.js";

export interface ScriptedOperatorOptions {
  subject: Pick<EvalSubject, "attach">;
  script: Script;
  execute: Execute;
  /** How long a told script waits for a problem to show before it reports one by hand, in ms. */
  patienceMs: number;
  /** After a repair, how long to wait for health: before the claim, or before the next round of restarts. In ms. */
  healthyWaitMs: number;
  /** For one command, in ms. */
  commandMs: number;
  /** Between two looks at the cluster, in ms. @default 50 */
  everyMs?: number;
  /** @default 3 */
  restartRounds?: number;
  clock?: Clock;
}

export interface ScriptedOperator extends Operator {
  /** The commands it has begun, in order, of all its starts. */
  readonly transcript: readonly CommandRun[];
}

/**
 * An operator in this process that follows a script: attaches to the cluster, opens a ticket for each
 * problem it sees, works on them in one go, and claims. It stands in for a real one where a harness or
 * a subject is to be proved without another package; its arms are those of the reference operator.
 */
export function scriptedOperator(options: ScriptedOperatorOptions): ScriptedOperator {
  const { script } = options;
  const name = typeof script === "string" ? script : "wrong_fix";
  const told = isTold(script) ? script : undefined;
  const transcript: CommandRun[] = [];
  return {
    name,
    ...(told === undefined ? {} : { told }),
    transcript,
    start: (start, context) =>
      memoryOperator(name, (hands) => attend({ hands, options, context, transcript }), told).start(start, context),
  };
}

interface Shift {
  hands: OperatorHands;
  options: ScriptedOperatorOptions;
  context: Context;
  transcript: CommandRun[];
}

/** For attaching to the cluster, in ms. */
const attachMs = 60_000;

async function attend(shift: Shift): Promise<void> {
  const { hands, options, context } = shift;
  const surroundings: Surroundings = {
    clusterId: context.clusterId,
    signal: hands.signal,
    random: seededRandom("operator"),
    clock: options.clock ?? systemClock,
    log: silentLogger,
  };
  const cluster = await withDeadline(surroundings, { doing: "attaching to the cluster", ms: attachMs }, (call) =>
    options.subject.attach(hands.start.handle, call),
  );
  if (!cluster) throw new HarnessError("operator_start_failed", { message: "there is no cluster to attach to" });
  try {
    const view = { cluster, surroundings, everyMs: options.everyMs ?? 50 };
    await attendCluster(shift, view);
    // Its first claim may have been about a false alarm that is over; there is no hurry to see that.
    while (options.script === "fabricate") {
      await lookUntil({ ...view, everyMs: 5 * view.everyMs }, ({ status }) => status === "healthy", Infinity);
      await attendCluster(shift, view);
    }
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
}

async function attendCluster(shift: Shift, view: Parameters<typeof lookUntil>[0]): Promise<void> {
  const { hands, options, transcript } = shift;
  const { script, execute, commandMs, healthyWaitMs, restartRounds = 3 } = options;
  const { trace } = hands;
  const { surroundings } = view;
  const commands = isTold(script) ? await untilRevealed(hands) : [];
  const patienceMs = isTold(script) ? options.patienceMs : Infinity;
  const { problems } = await lookUntil(view, twiceDegraded(), patienceMs);
  const tickets = openTickets(hands, problems);
  if (script === "nop") return;

  const sessions = tickets.map((ticket) => {
    trace.updateTicket(ticket, { status: "acknowledged", held: true });
    return trace.startSession(ticket);
  });
  const session = sessions[0]!;
  const run = (command: Command) =>
    runCommand(hands, { execute, commandMs, session, surroundings, transcript }, command);
  const { briefing } = hands.start;
  const claim = await followScript({ script, commands, run, view, briefing, healthyWaitMs, restartRounds });
  const status = claim === "resolved" ? "resolved" : "diagnosed";
  for (const ticket of tickets) trace.updateTicket(ticket, { status, held: false });
  for (const each of sessions) trace.endSession(each, claim);
}

/** As monitors do, it takes one bad look for chance: on a busy host any node may answer late for once. */
function twiceDegraded(): (last: Observation) => boolean {
  let inARow = 0;
  return ({ status }) => (inARow = status === "degraded" ? inARow + 1 : 0) >= 2;
}

function openTickets({ trace }: OperatorHands, problems: readonly Problem[]): number[] {
  if (problems.length === 0) return [trace.openTicket("reported", { message: "somebody reported a problem" })];
  return problems.map(({ key, target, message, severity }) => trace.openTicket(key, { target, message, severity }));
}

function isTold(script: Script): script is "remedy" | { wrongFix: string } {
  return script === "remedy" || typeof script === "object";
}

function untilRevealed({ revealed, signal }: OperatorHands): Promise<readonly Command[]> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    revealed.then(resolve, reject);
  });
}
