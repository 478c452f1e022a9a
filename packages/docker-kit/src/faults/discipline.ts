/** A node's links; the loopback is left alone. */
const links = "$(ip -o link show up | sed -n 's/^[0-9]*: \\([^:@]*\\).*/\\1/p' | grep -vx lo)";

/** What undoes one. */
export const disciplineRepair = { tool: "traffic_control" as const, arguments: "qdisc del dev eth0 root" };

/** A shell script that makes this the root queueing discipline of every link, in the place of any other. */
export function applyDiscipline(discipline: string): string {
  return `set -e\nfor link in ${links}; do tc qdisc replace dev "$link" root ${discipline}; done`;
}

/** Whether `tc qdisc show` lists one of that kind as the root of a link. */
export function hasDiscipline(kind: string, listing: string): boolean {
  return listing.split("\n").some((line) => line.startsWith(`qdisc ${kind} `) && line.includes(" root "));
}

/** A shell script that gives every link the discipline it had at first: none. Fails when another stayed. */
export const clearDiscipline = [
  `for link in ${links}; do tc qdisc del dev "$link" root 2>/dev/null; done`,
  "! tc qdisc show | grep -e '^qdisc netem' -e '^qdisc tbf' >&2",
].join("\n");
