import type { Check } from "./check.js";

const oldest = [20, 19, 0] as const;

/** `version` as in process.version. */
export function checkNode(version: string): Check {
  const numbers = version.replace(/^v/, "").split(".").map(Number);
  const enough = compare(numbers, oldest) >= 0;
  return {
    name: "Node.js",
    status: enough ? "ok" : "missing",
    needed: true,
    detail: enough ? version : `${version} is older than ${oldest.join(".")}`,
    todo: enough ? null : `Install Node.js ${oldest.join(".")} or newer.`,
  };
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, wanted] of right.entries()) {
    const difference = (left[index] ?? 0) - wanted;
    if (difference !== 0) return difference;
  }
  return 0;
}
