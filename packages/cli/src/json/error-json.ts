import { asHarnessError, type JsonObject } from "@eval/core";

export function errorJson(error: unknown): JsonObject {
  const { code, message, hint } = asHarnessError(error, "harness_error");
  return { code, message, hint };
}
