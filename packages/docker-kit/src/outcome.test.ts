import { expect, it } from "vitest";
import { wordsOf } from "./outcome.js";

it("repeats what the engine said, without what its client puts before it", () => {
  const answer = (reason: string | undefined, message: string) =>
    Object.assign(new Error(message), { statusCode: 500, reason });
  expect(wordsOf(answer("server error", "(HTTP code 500) server error - Get x: no such host "))).toBe(
    "Get x: no such host",
  );
  expect(wordsOf(answer(undefined, "(HTTP code 500) unexpected - no "))).toBe("no");
  expect(wordsOf(answer("server error", "said otherwise"))).toBe("said otherwise");
  expect(wordsOf(new Error("not connected", { cause: new Error("no socket") }))).toBe("not connected: no socket");
  expect(wordsOf("nothing")).toBe("nothing");
});
