import { asHarnessError, type JsonObject } from "@eval/core";
import { asTyped } from "../text/as-typed.js";

export function errorJson(error: unknown): JsonObject {
  const { code, message, hint } = asHarnessError(error, "harness_error");
  return { code, message: asTyped(message), hint: asTyped(hint) };
}
