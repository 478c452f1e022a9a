/** The only place that touches the process: arguments, environment, streams, signals and the exit code. */
import { basename } from "node:path";
import process from "node:process";
import type { Io, Output } from "./io.js";
import { runCli } from "./run-cli.js";

/** For connections that a plugin left open; what must be put away has been by then. */
const lingerMs = 5_000;
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

// Operators may see the command lines of other processes, and ours would tell them the fault.
process.title = "eval";

const io: Io = {
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  cwd: process.cwd(),
  env: process.env,
  program: programName(process.argv[1] ?? ""),
  host: {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    pid: process.pid,
    uid: process.getuid?.() ?? null,
  },
  exists(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM";
    }
  },
  onInterrupt(listener) {
    for (const signal of stopSignals) process.on(signal, listener);
    return () => {
      for (const signal of stopSignals) process.removeListener(signal, listener);
    };
  },
};

process.exitCode = await runCli(process.argv.slice(2), io);
setTimeout(() => process.exit(), lingerMs).unref();

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that has gone away, `head` or a closed terminal, must not keep a cluster from being cleaned.
  stream.on("error", () => undefined);
  return {
    write: (text) => void stream.write(text),
    drained: () => drained(stream),
    isTerminal: stream.isTTY ?? false,
    get columns() {
      return stream.isTTY ? stream.columns : 100;
    },
  };
}

/** Also once the reader has gone away. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return Promise.resolve();
  const events = ["drain", "close", "error"];
  return new Promise((resolve) => {
    const settle = () => {
      for (const event of events) stream.removeListener(event, settle);
      resolve();
    };
    for (const event of events) stream.once(event, settle);
  });
}

function programName(path: string): string {
  return basename(path) === "opseval" && !path.includes("node_modules") ? "opseval" : "npx opseval";
}
