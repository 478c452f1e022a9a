import { HarnessError } from "@eval/core";
import { expect, it } from "vitest";
import { exitCodeOf } from "../exit-codes.js";
import { errorLines } from "./report-error.js";

it("shows code, message and hint, and where the cause is", () => {
  const error = new HarnessError("store_failed", { message: "no\u001B[2J good", cause: new Error("disk on fire") });
  expect(errorLines(error, { verbose: false })).toMatchInlineSnapshot(`
    "error store_failed: no good
    hint: See the cause.
    (--verbose shows the cause)
    "
  `);
  expect(errorLines(error, { verbose: true })).toContain("cause: Error: disk on fire");
});

it("shows each line of a hint as a hint", () => {
  const error = new HarnessError("host_lacking", { message: "no engine; no image", hint: "Start one.\nPull it." });
  expect(errorLines(error, { verbose: false })).toContain("no image\nhint: Start one.\nhint: Pull it.\n");
});

it("calls an error that nobody foresaw a fault of the harness", () => {
  expect(errorLines(new TypeError("x is undefined"), { verbose: false })).toContain(
    "error harness_error: x is undefined",
  );
});

it("tells mistakes in the request from failures of the program", () => {
  expect(exitCodeOf("chaos_unknown")).toBe(2);
  expect(exitCodeOf("store_newer")).toBe(2);
  expect(exitCodeOf("store_full")).toBe(1);
  expect(exitCodeOf("harness_error")).toBe(1);
  expect(exitCodeOf("interrupted")).toBe(130);
});
