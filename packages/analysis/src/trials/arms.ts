import { groupBy, type AnalysedTrial } from "./analysed-trial.js";

/** Who repaired: what makes one arm of a comparison. */
export type Arm = {
  /** For people: `baseline`, or operator and variant. */
  name: string;
  baseline: boolean;
  operatorName: string | null;
  variantName: string | null;
};

/** The trials by arm, baselines first, then by name. */
export function splitArms(trials: readonly AnalysedTrial[]): { arm: Arm; trials: AnalysedTrial[] }[] {
  const byKey = groupBy(trials, ({ baseline, operatorName, variantName }) =>
    baseline ? "" : `${operatorName}\n${variantName}`,
  );
  return [...byKey.values()]
    .map((ofArm) => ({ arm: armOf(ofArm[0]!), trials: ofArm }))
    .sort(
      (one, other) => Number(other.arm.baseline) - Number(one.arm.baseline) || compare(one.arm.name, other.arm.name),
    );
}

export function armOf({ baseline, operatorName, variantName }: AnalysedTrial): Arm {
  if (baseline) return { name: "baseline", baseline, operatorName: null, variantName: null };
  const name = [...new Set([operatorName ?? "operator", variantName ?? []].flat())].join("/");
  return { name, baseline, operatorName, variantName };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
