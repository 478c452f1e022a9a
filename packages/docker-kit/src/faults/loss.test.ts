import { expect, it } from "vitest";
import { countLoss, judgeLoss } from "./loss.js";

const hooks = ["-A INPUT ! -i lo -j NODE-LINK", "-A OUTPUT ! -o lo -j NODE-LINK"];
const rule = "-A NODE-LINK -m statistic --mode random --probability 0.29999999981 -j DROP";
const judged = (...lines: string[]) => judgeLoss(lines.join("\n"), { percent: 30 });

it("loss is in force while both directions lead to a rule of that percentage", () => {
  expect(judged(...hooks, rule)).toBe("present");
  expect(judged(hooks[0]!, rule)).toBe("partial");
  expect(judged(...hooks, rule.replace("0.29999999981", "0.1"))).toBe("partial");
  expect(judged(...hooks)).toBe("absent");
  expect(judged(rule)).toBe("absent");
});

it("counts what came to the chain and what it dropped", () => {
  const listing = [
    "-P INPUT ACCEPT -c 0 0",
    "-A INPUT ! -i lo -c 90 4320 -j NODE-LINK",
    "-A OUTPUT ! -o lo -c 110 5280 -j NODE-LINK",
    "-A NODE-LINK -m statistic --mode random --probability 0.29999999981 -c 61 2928 -j DROP",
  ].join("\n");
  expect(countLoss(listing)).toEqual({ seen: 200, lost: 61 });
});
