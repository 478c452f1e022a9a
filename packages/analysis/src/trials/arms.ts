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
  return { name: armNameOf({ baseline, operatorName, variantName }), baseline, operatorName, variantName };
}

/** `baseline`, `remedy`, `agent/small`; `wrong_fix:wipe`, whose variant says it all. */
export function armNameOf({ baseline, operatorName, variantName }: Omit<Arm, "name">): string {
  if (baseline) return "baseline";
  const operator = operatorName ?? "operator";
  if (variantName === null || variantName === operator) return operator;
  const [kind = operator] = operator.startsWith("wrong_fix:") ? operator.split(":") : [operator];
  return variantName.startsWith("wrong_fix:") && kind === "wrong_fix" ? variantName : `${kind}/${variantName}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
