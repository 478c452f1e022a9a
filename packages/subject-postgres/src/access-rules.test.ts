import { describe, expect, it } from "vitest";
import { refuses, type AccessRule } from "./access-rules.js";

const rule = (line: string): AccessRule => {
  const [type = "", databases = "", users = "", address = "", netmask = "", method = ""] = line.split(/\s+/);
  const orNull = (word: string) => (word === "-" ? null : word);
  return {
    type,
    databases: databases.split(","),
    users: users.split(","),
    address: orNull(address),
    netmask: orNull(netmask),
    method,
  };
};
const client = { user: "app", database: "app" };
const standby = { user: "replicator", database: null };
const ours = rule("host app app 127.0.0.1 255.255.255.255 scram-sha-256");

describe("access rules", () => {
  it.each([
    ["let a client in that has a rule", [ours], client, false],
    ["refuse who has none", [ours], standby, true],
    ["refuse all when there are none", [], client, true],
    ["refuse by a rejecting rule that comes first", [rule("host all all all - reject"), ours], client, true],
    ["let in by a rule before the rejecting one", [ours, rule("host all all all - reject")], client, false],
    ["do not concern clients of other networks", [rule("host app app 10.0.0.0 255.0.0.0 scram-sha-256")], client, true],
    ["concern a whole network", [rule("host app app 127.0.0.0 255.0.0.0 md5")], client, false],
    ["concern the same network in IPv6 alone", [rule("host app app ::1 ffff:: md5")], client, true],
    ["of sockets let nobody in from the network", [rule("local all all - - trust")], client, true],
    ["that ask for encryption let nobody in without", [rule("hostssl all all all - md5")], client, true],
    ["that mean every database do not mean replication", [rule("host all all all - md5")], standby, true],
    ["mean replication by its name", [rule("host replication all samehost - md5")], standby, false],
    ["know a database named as its user", [rule("host sameuser app samenet - md5")], client, false],
    ["of groups might let in", [rule("host app +staff 127.0.0.1 255.255.255.255 md5")], client, false],
    ["of groups might not reject", [rule("host app +staff 127.0.0.1 255.255.255.255 reject"), ours], client, false],
    ["of patterns might let in", [rule("host /^a all localhost - md5")], client, false],
  ] as const)("%s", (_what, rules, login, refused) => {
    expect(refuses(rules, login)).toBe(refused);
  });
});
