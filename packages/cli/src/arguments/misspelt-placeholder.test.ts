import { expect, it } from "vitest";
import { misspeltPlaceholder } from "./misspelt-placeholder.js";

it.each(["run {operatorDB}", "run {operator_db} {briefing}", "run {operatorDb} --to {breifing}"])(
  "%s has a placeholder that is nearly one of ours",
  (command) => {
    expect(misspeltPlaceholder(command)).toMatch(/is no placeholder; did you mean \{(operatorDb|briefing)\}\?/);
  },
);

it.each(["run {operatorDb} {briefing}", "run ${operatorDB}", "awk '{print}' {1..3} {a,b} {other}"])(
  "%s has none",
  (command) => {
    expect(misspeltPlaceholder(command)).toBeUndefined();
  },
);
