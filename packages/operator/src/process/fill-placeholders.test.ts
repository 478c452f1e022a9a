import { expect, test } from "vitest";
import { fillPlaceholders } from "./fill-placeholders.js";

test("placeholders become quoted values, and other braces stay", () => {
  const filled = fillPlaceholders("run {operatorDb} --b={briefing} {other} ${HOME} {toString}", {
    operatorDb: "/tmp/a b/operator.db",
    briefing: "/tmp/x.json",
  });
  expect(filled).toBe("run '/tmp/a b/operator.db' --b=/tmp/x.json {other} ${HOME} {toString}");
});
