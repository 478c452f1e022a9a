import type { Layout } from "./layout.js";

/**
 * For `sh`: the script, its arguments, and the mark by which the cluster's helper processes are found, should
 * whoever started this one be gone.
 */
export function scriptArguments(layout: Layout, script: string, words: readonly string[]): string[] {
  return ["-c", script, "sh", ...words, layout.run];
}
