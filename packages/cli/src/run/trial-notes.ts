import type { Json, JsonObject, TrialEvent } from "@eval/core";

/** What is needed of a trial's events beside its record. */
export interface TrialNotes {
  quietBeganAt: number | null;
  injectingAt: number | null;
  watchEndedAt: number | null;
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
  quietBeganAt: null,
  injectingAt: null,
  watchEndedAt: null,
  plan: undefined,
  metadata: null,
  isolated: null,
  isolationReason: null,
  processesHidden: null,
  kept: null,
};

export function advanceNotes(notes: TrialNotes, { type, at, data }: TrialEvent): TrialNotes {
  switch (type) {
    case "quiet.began":
      return { ...notes, quietBeganAt: at };
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
    case "chaos.injecting":
      return { ...notes, injectingAt: at };
    case "chaos.injected":
      return { ...notes, metadata: data.metadata };
    case "watch.ended":
      return { ...notes, watchEndedAt: at };
    default:
      return notes;
  }
}

/** How long the operator watched a healthy cluster, in ms: what false tickets are counted against. */
export function healthyMs({ quietBeganAt, injectingAt, watchEndedAt }: TrialNotes, sham: boolean): number {
  const until = sham ? watchEndedAt : injectingAt;
  return quietBeganAt === null || until === null ? 0 : until - quietBeganAt;
}
