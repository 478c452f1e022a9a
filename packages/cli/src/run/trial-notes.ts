import type { Json, JsonObject, TrialEvent } from "@eval/core";

/** What is needed of a trial's events beside its record. */
export interface TrialNotes {
  plan: Json | undefined;
  metadata: JsonObject | null;
  /** Whether the operator ran under a uid of its own; null without a managed operator. */
  isolated: boolean | null;
  isolationReason: string | null;
  /** Whether it saw no processes but its own; null where that is not recorded. */
  processesHidden: boolean | null;
  /** Where the operator's files are kept. */
  kept: string | null;
}

export const emptyNotes: TrialNotes = {
  plan: undefined,
  metadata: null,
  isolated: null,
  isolationReason: null,
  processesHidden: null,
  kept: null,
};

export function advanceNotes(notes: TrialNotes, { type, data }: TrialEvent): TrialNotes {
  switch (type) {
    case "operator.started": {
      const { isolated, isolationReason, processesHidden, kept } = data.facts;
      return {
        ...notes,
        isolated: typeof isolated === "boolean" ? isolated : null,
        isolationReason: typeof isolationReason === "string" ? isolationReason : null,
        processesHidden: typeof processesHidden === "boolean" ? processesHidden : null,
        kept: typeof kept === "string" ? kept : null,
      };
    }
    case "chaos.planned":
      return { ...notes, plan: data.plan };
    case "chaos.injected":
      return { ...notes, metadata: data.metadata };
    default:
      return notes;
  }
}
