import type { AnalysedTrial } from "../trials/analysed-trial.js";
import { compare, type ComparisonOptions } from "./compare.js";
import type { Comparison } from "./comparison.js";

/** What an operator adds to a reference: to nobody repairing, or to restarting whatever is down. */
export type Lift = {
  over: string;
  /** Success rate less the reference's. Null where either has no valid trial. */
  difference: number | null;
  /** Of what the reference left unrepaired, the share that the operator repaired: difference / (1 − reference). Null where it left nothing. */
  ofHeadroom: number | null;
  comparison: Comparison;
};

/** The lift over each reference, in the given order. */
export function liftOver(
  operator: { name: string; trials: readonly AnalysedTrial[] },
  references: readonly { name: string; trials: readonly AnalysedTrial[] }[],
  options: Omit<ComparisonOptions, "names"> = {},
): Lift[] {
  return references.map((reference) => {
    const names = { a: reference.name, b: operator.name };
    const comparison = compare(reference.trials, operator.trials, { ...options, names });
    const effect = (comparison.onTheseTypes ?? comparison.overall).successRate;
    const [difference, left] = [effect?.difference ?? null, effect?.a == null ? 0 : 1 - effect.a];
    return {
      over: reference.name,
      difference,
      ofHeadroom: difference === null || left === 0 ? null : difference / left,
      comparison,
    };
  });
}
