import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Operator } from "@eval/core";
import { commandOperator, externalOperator, type CommandOperatorOptions } from "@eval/operator";
import type { ScriptName } from "./operators/index.js";
import { quoted } from "./hands.js";
import { isOpenToAll } from "./open-to-all.js";

const program = fileURLToPath(new URL("../../dist/testing/operator-program.js", import.meta.url));

/** As its own user where that user can read this working copy, as one in somebody's closed home it cannot. */
const reachable: Pick<CommandOperatorOptions, "isolation"> = {
  isolation: isOpenToAll(program) && isOpenToAll(process.execPath) ? "auto" : "shared",
};

/** An operator that the harness starts for each trial, in a process of its own, and that follows one of our scripts. */
export function scripted(script: ScriptName, options: Partial<CommandOperatorOptions> = {}): Operator {
  const words = [process.execPath, program, script].map(quoted).join(" ");
  return commandOperator({
    ...reachable,
    name: "scripted",
    command: `exec ${words} {operatorDb} {briefing}`,
    ...options,
  });
}

/** An operator that runs all the time, whatever trials come and go. */
export interface StandingOperator extends AsyncDisposable {
  readonly operator: Operator;
  readonly operatorDb: string;
  /** Resolves once its script says that it is ready. */
  readonly ready: Promise<void>;
}

/** Starts it as this process's user; its files lie in the folder. It ends when it is disposed of. */
export function standing(script: ScriptName, folder: string): StandingOperator {
  const operatorDb = join(folder, `${script}.db`);
  const briefingOut = join(folder, `${script}.json`);
  const child = fork(program, [script, operatorDb, briefingOut], { stdio: "inherit" });
  return {
    operator: externalOperator({ operatorDb, briefingOut }),
    operatorDb,
    ready: once(child, "message").then(() => undefined),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
