import { expect, it } from "vitest";
import { eventText } from "./event-text.js";

const failed = (details: Record<string, string>) =>
  eventText({
    type: "trial.failed",
    at: 1,
    data: { code: "host_lacking", phase: "ready", message: "the image x:1 is not here", details, verdictStands: false },
  });

it("a trial that failed tells what to do, where that is known", () => {
  expect(failed({ image: "x:1" })).toBe("failed (host_lacking): the image x:1 is not here");
  expect(failed({ hint: "Pull it." })).toBe("failed (host_lacking): the image x:1 is not here (Pull it.)");
  expect(failed({ hint: "Run `eval doctor`." })).toContain("(Run `npx opseval doctor`.)");
});
