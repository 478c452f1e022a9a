import process from "node:process";
import { describe, HarnessError } from "@eval/core";
import { parseOptions } from "./reference/options.js";
import { runProgram } from "./reference/program.js";

const parsed = parseOptions(process.argv.slice(2));
if (parsed.ok) {
  const stop = new AbortController();
  const end = () => stop.abort(new HarnessError("interrupted"));
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  const say = (message: string) => process.stderr.write(`${new Date().toISOString()} ${message}\n`);
  try {
    await runProgram(parsed.options, {
      cwd: process.cwd(),
      env: process.env,
      log: {
        debug: () => undefined,
        warn: (message, details) => void say(`${message} ${JSON.stringify(details ?? {})}`),
      },
      signal: stop.signal,
    });
  } catch (error) {
    if (!stop.signal.aborted) {
      say(describe(error));
      process.exitCode = 1;
    }
  }
  // A connection that the plugin left open must not keep the process.
  process.exit();
} else {
  (parsed.help ? process.stdout : process.stderr).write(parsed.message);
  process.exitCode = parsed.help ? 0 : 2;
}
