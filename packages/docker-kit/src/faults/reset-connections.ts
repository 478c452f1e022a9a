import type { Passage } from "../programs/relay.js";
import { applyScript, removeScript, type RuleSet } from "./rules.js";

const waitMs = 2000;
const inward = { table: "filter", chain: "NODE-RESET-IN", hooks: ["INPUT"] } as const;
const outward = { table: "filter", chain: "NODE-RESET-OUT", hooks: ["OUTPUT"] } as const;
const refuse = "-m conntrack ! --ctstate DNAT -j REJECT --reject-with tcp-reset";

/** A shell script that leaves none of the rules by which connections are reset: one that was killed leaves its own. */
export const clearResetRules = [inward, outward].map((place) => `(${removeScript(place)})`).join(" && ");

/**
 * A shell script around `change`, which leads connections through a relay: those that were there before it are reset,
 * by the kernel where it can close sockets, else with their next packet, for which it waits up to 2 s. What passes
 * between the port itself and the outside, and not the relay, is such a connection.
 */
export function resetScript(passages: readonly Passage[], { gid, change }: { gid: number; change: string }): string {
  const old = passages.map((passage) => selectors(passage, gid));
  const rules: RuleSet[] = [
    { ...inward, rules: old.map(({ received }) => `-p tcp ${received} ${refuse}`) },
    { ...outward, rules: old.map(({ sent }) => `-p tcp ${sent} ${refuse}`) },
  ];
  const sockets = old.map(({ sockets: which }) => which);
  return [
    `established() {\n${sockets.map((which) => `ss -Htn state established '${which}'`).join("\n")}\n}`,
    "old=$(mktemp)",
    `trap '${clearResetRules}' EXIT`,
    `established | awk '{ print $3, $4 }' > "$old"`,
    change,
    ...sockets.map((which) => `ss -K '${which}' >/dev/null 2>&1 || :`),
    // Not before: these rules would keep from the other end that the kernel has closed its socket.
    ...rules.map(applyScript),
    `for tenth in $(seq ${waitMs / 100}); do`,
    `  [ -n "$(established | awk '{ print $3, $4 }' | grep -Fx -f "$old")" ] || break`,
    "  sleep 0.1",
    "done",
  ].join("\n");
}

/** A passage's own connections, for `ss` and for the firewall: as the node receives from them and sends to them. */
function selectors({ to: { host, port }, direction }: Passage, gid: number) {
  return direction === "inbound"
    ? {
        sockets: `sport = :${port} and src ${host} and not dst ${host}`,
        received: `--dport ${port}`,
        sent: `--sport ${port}`,
      }
    : {
        sockets: `dport = :${port} and dst ${host}`,
        received: `-s ${host} --sport ${port}`,
        sent: `-d ${host} --dport ${port} -m owner ! --gid-owner ${gid}`,
      };
}
