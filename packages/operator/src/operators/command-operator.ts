import type { Operator } from "@eval/core";
import { fillPlaceholders } from "../process/fill-placeholders.js";
import { startManaged, type ManagedOptions, type Quarters } from "./managed-operator.js";

export interface CommandOperatorOptions extends ManagedOptions {
  /**
   * A shell command line. `{operatorDb}` and `{briefing}` become the absolute paths of the database it
   * is to write and of the briefing, also found in OPERATOR_DB and BRIEFING.
   */
  command: string;
}

/** Somebody else's operator, started anew for each cluster in a folder of its own. */
export function commandOperator(options: CommandOperatorOptions): Operator {
  return {
    name: options.name ?? "command",
    async start(start, context) {
      const launchIn = ({ folder: { operatorDb, briefing } }: Quarters) => ({
        file: "/bin/sh",
        args: ["-c", fillPlaceholders(options.command, { operatorDb, briefing })],
      });
      return (await startManaged({ options, start, launchIn }, context)).running;
    },
  };
}
