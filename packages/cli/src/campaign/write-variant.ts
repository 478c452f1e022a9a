import { describe, type TrialEvent } from "@eval/core";
import { writeTicketVariant } from "@eval/operator-db";
import type { Progress } from "../progress/progress.js";
import type { PlannedArm } from "./campaign-plan.js";

/** Tells an operator that runs already which variant it is to be: on the trial's own ticket, as soon as that appears. */
export interface VariantWriter {
  onEvent(event: TrialEvent): void;
  /** Resolves once nothing is being written any more. */
  settled(): Promise<void>;
}

/** Undefined where there is nothing to write: no variant, or an operator that was told when it was started. */
export function variantWriter({ told, repairer }: PlannedArm, progress: Progress): VariantWriter | undefined {
  if (told === null || repairer.by !== "database") return undefined;
  if (told.model === null && told.systemPrompt === null && told.toolsConfig === null) return undefined;
  const said = new Set<string>();
  const sayOnce = (line: string) => {
    if (!said.has(line)) progress.note(line);
    said.add(line);
  };
  let writing = Promise.resolve();
  const write = async (ticket: { id: number; key: string }) => {
    try {
      const { written, missing, late } = await writeTicketVariant(repairer.operatorDb, { ticket, variant: told });
      if (missing.length > 0) {
        sayOnce(
          `warning: the operator's tickets have no column ${missing.join(", ")}: what belongs there of variant ${told.name} does not reach it`,
        );
      } else if (!written) {
        progress.note(`warning: ticket ${ticket.id} is gone: variant ${told.name} was not written to it`);
      }
      if (late)
        progress.note(`warning: an agent was at work on ticket ${ticket.id} before variant ${told.name} stood there`);
    } catch (error) {
      progress.note(`warning: ${describe(error)}`);
    }
  };
  return {
    onEvent(event) {
      if (event.type !== "ticket.opened" || !event.data.concerns || event.data.early) return;
      const { ticket } = event.data;
      writing = writing.then(() => write(ticket));
    },
    settled: () => writing,
  };
}
