import type { Briefing, ChaosType, Operator } from "@eval/core";
import type { TrialNotes } from "./trial-notes.js";

/** The operator, and what it was briefed with once it has been started. */
export function overhearBriefing(operator: Operator): { operator: Operator; briefing: () => Briefing | undefined } {
  let briefing: Briefing | undefined;
  const { name, told } = operator;
  return {
    operator: {
      name,
      ...(told === undefined ? {} : { told }),
      start: (start, context) => {
        briefing = start.briefing;
        return operator.start(start, context);
      },
    },
    briefing: () => briefing,
  };
}

/** Names of the wrong fixes there are against a fault that was injected; null while that is not known. */
export function wrongFixNames(
  chaos: ChaosType | null,
  { plan, metadata }: Pick<TrialNotes, "plan" | "metadata">,
  briefing: Briefing | undefined,
): string[] | null {
  if (!chaos || plan === undefined || metadata === null || briefing === undefined) return null;
  try {
    return (chaos.wrongFixes?.(plan, metadata, briefing) ?? []).map(({ name }) => name);
  } catch {
    // A plugin that cannot tell must not bring down the trial that is under way.
    return null;
  }
}
