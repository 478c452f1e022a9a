import { briefed, shellQuote, type Briefing, type WrongFix } from "@eval/core";
import { clientRole } from "../settings.js";
import { alterSystem } from "./setting-fault.js";
import type { LoginKind } from "./try-login.js";
import { otherNodes } from "./wrong-fixes.js";

/** What people do about logins that access rules reject, beside mending the rules. */
export function accessWrongFixes(at: {
  node: string;
  file: string;
  kinds: readonly LoginKind[];
  briefing: Briefing;
}): WrongFix[] {
  const { node, file, kinds, briefing } = at;
  const quoted = shellQuote(file);
  const lines = ["host all all 0.0.0.0/0 trust", "host replication all 0.0.0.0/0 trust"].map(shellQuote).join(" ");
  const others = otherNodes(node, briefing);
  const trust: WrongFix = {
    name: "trust_everybody",
    why: "everybody is let in again, from anywhere and without a password",
    commands: [
      `{ printf '%s\\n' ${lines}; cat ${quoted}; } > ${quoted}.new && cat ${quoted}.new > ${quoted}`,
      briefed(briefing, "reload", node),
    ],
  };
  const password: WrongFix = {
    name: "new_password",
    why: "the password was right; now the clients' is wrong too",
    commands: [briefed(briefing, "sql", node, `ALTER ROLE ${clientRole} PASSWORD 'changed'`)],
  };
  const replication: WrongFix[] = [
    {
      name: "asynchronous",
      why: "clients can commit again, with nothing but one server to keep what they were promised",
      commands: [alterSystem(briefing, node, "synchronous_standby_names", "")],
    },
    {
      name: "remove_standbys",
      why: "nobody misses them any more, and there is no second copy",
      commands: others.map((other) => briefed(briefing, "remove", other)),
    },
  ];
  // Without standbys, a change of password would wait for them.
  return kinds.includes("replication") ? [trust, ...replication] : [trust, password];
}
