import type { Check } from "./check.js";

/** Whether an operator can be kept from seeing what the harness does. */
export async function checkIsolation(): Promise<Check> {
  const { isolationOn, thisHost } = await import("@eval/operator");
  const isolation = isolationOn(thisHost());
  const check = { name: "isolation of operators", needed: false };
  if (isolation.isolated)
    return { ...check, status: "ok", detail: "each operator runs under a user of its own", todo: null };
  return {
    ...check,
    status: "missing",
    detail: isolation.reason,
    todo: "Run as root where an agent might look at the harness's processes and files; trials record that it was not possible.",
  };
}
