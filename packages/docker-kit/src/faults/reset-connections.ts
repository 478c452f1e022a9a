import type { Passage } from "../programs/relay.js";

const waitMs = 2000;

/**
 * A shell script around `change`, which leads connections through a relay: those that were there before it are reset,
 * by the kernel where it can close sockets, else with their next packet, for which it waits up to 2 s. What passes
 * between the port itself and the outside, and not the relay, is such a connection.
 */
export function resetScript(passages: readonly Passage[], { gid, change }: { gid: number; change: string }): string {
  const old = passages.map((passage) => selectors(passage, gid));
  const rules = (verb: string) =>
    old.flatMap(({ received, sent }) => [
      `iptables -w ${verb} INPUT ! -i lo -p tcp ${received} -m conntrack ! --ctstate DNAT -j REJECT --reject-with tcp-reset`,
      `iptables -w ${verb} OUTPUT ! -o lo -p tcp ${sent} -m conntrack ! --ctstate DNAT -j REJECT --reject-with tcp-reset`,
    ]);
  const sockets = old.map(({ sockets: which }) => which);
  return [
    `established() {\n${sockets.map((which) => `ss -Htn state established '${which}'`).join("\n")}\n}`,
    `undo() {\n${rules("-D")
      .map((line) => `${line} 2>/dev/null || :`)
      .join("\n")}\n}`,
    "old=$(mktemp)",
    "trap undo EXIT",
    `established | awk '{ print $3, $4 }' > "$old"`,
    change,
    ...sockets.map((which) => `ss -K '${which}' >/dev/null 2>&1 || :`),
    // Not before: these rules would keep from the other end that the kernel has closed its socket.
    ...rules("-I"),
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
