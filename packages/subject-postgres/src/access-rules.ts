/** One line of pg_hba.conf as the server reads it. */
export type AccessRule = {
  type: string;
  databases: readonly string[];
  users: readonly string[];
  address: string | null;
  netmask: string | null;
  method: string;
};

/** Whose logins over an unencrypted connection from this host are to be let in. */
export interface Login {
  user: string;
  /** Null for a connection that streams the log. */
  database: string | null;
}

type Match = "yes" | "no" | "perhaps";

/**
 * Whether the first rule that concerns such a login turns it away, or none lets it in. What cannot be told
 * from the rules alone (group members, patterns, host names) counts as let in: clients will show.
 */
export function refuses(rules: readonly AccessRule[], login: Login): boolean {
  for (const rule of rules) {
    const matches = [typeMatch(rule), databaseMatch(rule, login), userMatch(rule, login), addressMatch(rule)];
    if (matches.includes("no")) continue;
    return rule.method === "reject" && !matches.includes("perhaps");
  }
  return true;
}

function typeMatch({ type }: AccessRule): Match {
  return ["host", "hostnossl", "hostnogssenc"].includes(type) ? "yes" : "no";
}

function databaseMatch({ databases }: AccessRule, { database, user }: Login): Match {
  if (database === null) return databases.includes("replication") ? "yes" : "no";
  if (databases.includes("all") || databases.includes(database)) return "yes";
  if (databases.includes("sameuser") && user === database) return "yes";
  return databases.some((name) => name.startsWith("/") || name === "samerole" || name === "samegroup")
    ? "perhaps"
    : "no";
}

function userMatch({ users }: AccessRule, { user }: Login): Match {
  if (users.includes("all") || users.includes(user)) return "yes";
  return users.some((name) => name.startsWith("/") || name.startsWith("+")) ? "perhaps" : "no";
}

function addressMatch({ address, netmask }: AccessRule): Match {
  if (address === null || ["all", "samehost", "samenet"].includes(address)) return "yes";
  const [network, mask] = [bitsOf(address), bitsOf(netmask ?? "255.255.255.255")];
  if (network === undefined || mask === undefined) return address.includes(":") ? "no" : "perhaps";
  return (loopback & mask) === (network & mask) ? "yes" : "no";
}

const loopback = 0x7f000001;

/** Undefined for anything but an IPv4 address. */
function bitsOf(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255))
    return undefined;
  return parts.reduce((bits, part) => (bits << 8) | part, 0);
}
