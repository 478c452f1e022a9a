import { table } from "./markdown-table.mjs";

/**
 * Which package may import which, for docs/architecture.md.
 *
 * @param {Readonly<Record<string, readonly string[]>>} directions
 * @returns {string}
 */
export function directionsTable(directions) {
  const rows = Object.entries(directions).map(([name, allowed]) => [`\`${name}\``, list(allowed)]);
  return table(["package", "may import"], rows);
}

/** @param {readonly string[]} allowed */
function list(allowed) {
  if (allowed.length === 0) return "none of ours";
  return allowed.map((name) => (name === "*" ? "all of ours" : `\`${name}\``)).join(", ");
}
