import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Briefing, Clock, Ticket } from "@eval/core";
import type { Agent, Verdict, Workbench } from "../agent.js";
import { startShellGroup } from "../shell-group.js";
import { shellWrapper } from "../shell-wrapper.js";
import { Spool } from "../spool.js";
import { recordTrace, TraceFile } from "../trace-file.js";

export interface CommandAgentOptions {
  /** A shell command line, run once for each ticket. */
  command: string;
  /** An absolute path: where the wrapper and the files of each ticket are put. */
  folder: string;
  /** For one ticket; then it is killed and the ticket escalated (exit code 124). */
  agentTimeoutMs: number;
  /** For one command run through the wrapper. */
  commandTimeoutMs: number;
  env: { readonly [name: string]: string | undefined };
  clock: Clock;
}

/** How often what the agent left is taken into the log. */
const ingestMs = 40;

/**
 * Somebody's program without a monitor of its own. It gets ticket and briefing as JSON on standard
 * input and in the file INCIDENT; what it runs through the script SHELL_TOOL, or appends to TRACE_FILE,
 * is recorded. Exit code 0 claims that the ticket is resolved, anything else gives it up.
 */
export function commandAgent(options: CommandAgentOptions): Agent {
  return {
    async work(ticket, bench) {
      const files = await prepare(ticket, bench.briefing, options);
      const spool = new Spool(files.spool, bench.record);
      const trace = new TraceFile(files.trace);
      const ingest = async (final: boolean) => {
        await (final ? spool.finish() : spool.ingest());
        await recordTrace(await trace.read({ final }), bench.record);
        if (final) await bench.record.finish();
      };
      const ended = new AbortController();
      const following = (async () => {
        while (!ended.signal.aborted) {
          // What fails now is tried again at the end, and reported then.
          await ingest(false).catch(() => undefined);
          await options.clock.sleep(ingestMs, ended.signal).catch(() => undefined);
        }
      })();
      try {
        return await runAgent(files, ticket, bench, options);
      } finally {
        ended.abort();
        await following;
        await ingest(true);
      }
    },
  };
}

interface AgentFiles {
  incident: string;
  incidentText: string;
  shell: string;
  trace: string;
  spool: string;
}

async function prepare(ticket: Ticket, briefing: Briefing, options: CommandAgentOptions): Promise<AgentFiles> {
  const { folder } = options;
  const files = {
    incident: join(folder, `incident-${ticket.id}.json`),
    shell: join(folder, "shell"),
    trace: join(folder, `trace-${ticket.id}.jsonl`),
    spool: join(folder, `spool-${ticket.id}`),
  };
  await mkdir(files.spool, { recursive: true });
  await writeFile(files.trace, "");
  const { shell, trace } = files;
  const incident = { ticket, briefing: withShell(briefing, shell), shell, trace };
  const incidentText = `${JSON.stringify(incident, null, 2)}\n`;
  await writeFile(files.incident, incidentText);
  await writeFile(files.shell, shellWrapper({ spool: files.spool, timeoutMs: options.commandTimeoutMs }));
  await chmod(files.shell, 0o755);
  return { ...files, incidentText };
}

function withShell(briefing: Briefing, shell: string): Briefing {
  const summary = "Runs the command line given as its one argument, and records it.";
  return { ...briefing, commands: { ...briefing.commands, shell: { summary, command: shell } } };
}

/** What a short shell script needs without parsing JSON: the ticket's fields and the briefed commands. */
export function agentEnvironment(ticket: Ticket, briefing: Briefing): Record<string, string> {
  const commands = Object.entries(briefing.commands).map(([purpose, { command }]) => [
    `COMMAND_${purpose.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`,
    command,
  ]);
  return {
    TICKET_KEY: ticket.key,
    TICKET_TARGET: ticket.target ?? "",
    TICKET_MESSAGE: ticket.message,
    ...(Object.fromEntries(commands) as Record<string, string>),
  };
}

async function runAgent(
  files: AgentFiles,
  ticket: Ticket,
  bench: Workbench,
  options: CommandAgentOptions,
): Promise<Verdict> {
  const { child, ended } = startShellGroup({
    command: options.command,
    cwd: options.folder,
    env: {
      ...options.env,
      ...agentEnvironment(ticket, bench.briefing),
      INCIDENT: files.incident,
      SHELL_TOOL: files.shell,
      TRACE_FILE: files.trace,
    },
    // Its output goes where this process's goes: to the operator's log.
    stdio: ["pipe", "inherit", "inherit"],
    timeoutMs: options.agentTimeoutMs,
    signal: bench.signal,
  });
  // An agent may end without reading its input.
  child.stdin!.on("error", () => undefined);
  child.stdin!.end(files.incidentText);
  const exitCode = await ended;
  return {
    claim: exitCode === 0 ? "resolved" : "escalated",
    diagnosis: `the agent ended with exit code ${exitCode}`,
  };
}
