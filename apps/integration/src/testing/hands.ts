import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Briefing } from "@eval/core";
import type { OperatorLog } from "@eval/operator-db";

/** What a scripted operator can do, with no more than any operator has: its briefing and its operator.db. */
export interface Hands {
  readonly log: OperatorLog;
  /** Waits until it is told of the cluster. Everything below, down to `blocked`, does so first. */
  briefing(): Promise<Briefing>;
  /** A briefed command line, with a node's name and further words put in. */
  command(purpose: string, node?: string, ...words: readonly string[]): Promise<string>;
  /** Runs a briefed command without a record of it. */
  look(purpose: string, node?: string, ...words: readonly string[]): Promise<Ran>;
  /** Waits until `status` shows a server that is not running; its name. */
  downNode(): Promise<string>;
  /** Waits until `status` shows all servers running and every standby streaming. */
  allWell(): Promise<void>;
  /** Waits until sessions wait for a lock on the first node. */
  blocked(): Promise<void>;
  /** Opens a ticket, or notes it again, as the known operator does. Its id. */
  open(key: string, options?: { reopen?: boolean }): Promise<number>;
  /** Takes the ticket and begins a session on it; null: a session on no ticket. */
  begin(ticket: number | null): Promise<Session>;
  sleep(ms: number): Promise<void>;
  /** Tells whoever forked this program that what must come first is done. */
  ready(): void;
}

export interface Ran {
  exitCode: number;
  output: string;
}

export interface Session {
  readonly id: string;
  /** Runs a briefed command, recorded with its exit code. */
  run(purpose: string, node?: string, ...words: readonly string[]): Promise<Ran>;
  /** Says that it is repaired: closes the ticket, then the session. */
  claim(): Promise<void>;
  /** Gives it up. */
  escalate(): Promise<void>;
}

export type Script = (hands: Hands) => Promise<void>;

const lookAgainMs = 100;

export function createHands(told: () => Promise<Briefing>, log: OperatorLog): Hands {
  let asked: Promise<Briefing> | undefined;
  const briefing = () => (asked ??= told());
  const command: Hands["command"] = async (purpose, node = "", ...words) => {
    const briefed = (await briefing()).commands[purpose]?.command;
    if (briefed === undefined) throw new Error(`the briefing has no ${purpose}`);
    return [briefed.replaceAll("{node}", node), ...words.map(quoted)].join(" ");
  };
  const look: Hands["look"] = async (...words) => execute(await command(...words));
  const until = async <T>(words: Parameters<Hands["look"]>, find: (output: string) => T | null | false): Promise<T> => {
    for (;;) {
      const { exitCode, output } = await look(...words);
      const found = exitCode === 0 && find(output);
      if (found !== null && found !== false) return found;
      await sleep(lookAgainMs);
    }
  };
  return {
    log,
    briefing,
    command,
    look,
    downNode: () => until(["status"], (status) => down.exec(status)?.[1] ?? null),
    async allWell() {
      const { length } = (await briefing()).nodes;
      await until(["status"], (status) => status.match(/ streaming,/g)?.length === length - 1);
    },
    async blocked() {
      const [first] = (await briefing()).nodes;
      const waiting = "SELECT 'waiting' FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 1";
      await until(["sql", first!.name, waiting], (rows) => rows.includes("waiting"));
    },
    open(key, { reopen = false } = {}) {
      const [invariant = key, target = null] = key.split(":");
      return log.openTicket({ key, invariant, target, message: key, severity: "critical", reopen });
    },
    begin: (ticket) => beginSession(log, ticket, command),
    sleep: (ms) => sleep(ms),
    ready: () => void process.send?.("ready"),
  };
}

/** A row of the table that `status` prints. */
const down = /^(\S+) .*not running/m;

async function beginSession(log: OperatorLog, ticket: number | null, command: Hands["command"]): Promise<Session> {
  if (ticket !== null) await log.takeTicket(ticket);
  const id = await log.startSession(ticket);
  return {
    id,
    async run(...words) {
      const line = await command(...words);
      await log.logCall(id, { command: line, reasoning: "" });
      const ran = await execute(line);
      await log.logResult(id, ran);
      return ran;
    },
    async claim() {
      if (ticket !== null) await log.resolveTicket(ticket, { diagnosis: "repaired" });
      await log.endSession(id, "resolved", "repaired");
    },
    async escalate() {
      if (ticket !== null) await log.escalateTicket(ticket, "beyond me");
      await log.endSession(id, "escalated", "beyond me");
    },
  };
}

function execute(line: string): Promise<Ran> {
  return new Promise((resolve) => {
    execFile("/bin/sh", ["-c", line], (error, stdout, stderr) => {
      const code = error?.code;
      resolve({ exitCode: error ? (typeof code === "number" ? code : 1) : 0, output: stdout + stderr });
    });
  });
}

/** As one word of a shell command line. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
