import { armNameOf } from "@eval/analysis/arms";
import { printableLine } from "./printable.js";

/** Who repairs, as every command names it: operator and variant, `sham` first where nothing is broken. */
export function armText(arm: {
  /** As a campaign's config calls it; null where it says nothing. */
  label: string | null;
  baseline: boolean;
  variant: string | null;
  /** `none` in a sham. */
  chaosType: string | null;
}): string {
  const operatorName = arm.label?.replace(/^sham, /, "") ?? null;
  const name = armNameOf({
    baseline: arm.baseline,
    operatorName: operatorName ?? arm.variant,
    variantName: arm.variant,
  });
  const text = printableLine(name, 60);
  if (arm.chaosType !== "none") return text;
  return arm.baseline ? "sham" : `sham, ${text}`;
}
