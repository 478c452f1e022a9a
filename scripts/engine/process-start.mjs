import { readFileSync } from "node:fs";

/**
 * When a living process started, in clock ticks since boot: with its id, what tells it from a later
 * process of the same id. Undefined for one that is gone or has only not been reaped yet.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processStart(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name in parentheses may itself hold spaces and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" || state === "X" ? undefined : fields[18];
}
