/**
 * Firewall rules of ours in a node's network: a chain of our own, hooked into built-in ones, never for what a node
 * sends to itself. Scripts say what shall be, not what to change: they may run twice, or after one that ended halfway.
 */
export interface RuleSet {
  table: "filter" | "nat";
  chain: string;
  hooks: readonly Hook[];
  /** As `iptables -S` prints them, without `-A CHAIN`. */
  rules: readonly string[];
}

export type Hook = "INPUT" | "OUTPUT" | "PREROUTING";

const elsewhere: Record<Hook, string> = { INPUT: "! -i lo", PREROUTING: "! -i lo", OUTPUT: "! -o lo" };

/** A shell script that brings the rules into force, the chain first and complete, and fails where that fails. */
export function applyScript({ table, chain, hooks, rules }: RuleSet): string {
  const iptables = `iptables -w -t ${table}`;
  return [
    "set -e",
    `${iptables} -N ${chain} 2>/dev/null || ${iptables} -F ${chain}`,
    ...rules.map((rule) => `${iptables} -A ${chain} ${rule}`),
    ...hooks.map((hook) => {
      const jump = `${hook} ${elsewhere[hook]} -j ${chain}`;
      return `${iptables} -C ${jump} 2>/dev/null || ${iptables} -I ${jump}`;
    }),
  ].join("\n");
}

/** A shell script that leaves nothing of them, whatever there is of them. */
export function removeScript({ table, chain, hooks }: Omit<RuleSet, "rules">): string {
  const iptables = `iptables -w -t ${table}`;
  return [
    ...hooks.map((hook) => `while ${iptables} -D ${hook} ${elsewhere[hook]} -j ${chain} 2>/dev/null; do :; done`),
    `${iptables} -F ${chain} 2>/dev/null && ${iptables} -X ${chain}`,
    `if ${iptables} -S | grep -q -w -e ${chain}; then echo "${chain} is still there" >&2; exit 1; fi`,
  ].join("\n");
}

export function listScript(table: RuleSet["table"]): string {
  return `iptables -w -t ${table} -S`;
}

/** How much of the rules a listing shows to be in force: rules that nothing leads to are not. */
export function rulesInForce({ chain, hooks, rules }: RuleSet, listing: string): "absent" | "partial" | "present" {
  const lines = new Set(listing.split("\n").map((line) => line.trim()));
  const hooked = hooks.filter((hook) => lines.has(`-A ${hook} ${elsewhere[hook]} -j ${chain}`));
  const found = rules.filter((rule) => lines.has(`-A ${chain} ${rule}`));
  if (hooked.length === 0 || found.length === 0) return "absent";
  return hooked.length === hooks.length && found.length === rules.length ? "present" : "partial";
}
