import type { StoredRow, Verdict } from "@eval/store";
import { printableLine } from "./printable.js";

/** `judged anew 2026-01-02, by rule 2: outcome timeout -> success` */
export function verdictText({ judgedAt, rule, before, after }: Verdict): string {
  return `judged anew ${judgedAt.slice(0, 10)}, by rule ${rule}: ${changesText(before, after)}`;
}

/** Outcome first: the others are why. */
export function changesText(before: StoredRow, after: StoredRow): string {
  const names = Object.keys(after).sort((one, other) => rank(one) - rank(other));
  return names.map((name) => `${name} ${valueText(before[name])} -> ${valueText(after[name])}`).join(", ");
}

const first = ["outcome", "outcome_code", "claim_correct", "healed_by"];

function rank(name: string): number {
  const place = first.indexOf(name);
  return place === -1 ? first.length : place;
}

function valueText(value: StoredRow[string] | undefined): string {
  return value === null || value === undefined ? "-" : printableLine(String(value), 40);
}
