import { describe, expect, it } from "vitest";
import type { CommitCheck } from "./commit-check.js";
import type { Inspection, NodeFacts, NodeInspection } from "./inspection.js";
import { findProblems } from "./problems.js";

const expected = {
  nodes: ["n1", "n2", "n3"],
  settings: { fsync: "on", synchronous_standby_names: "ANY 1 (n1, n2, n3)" },
};

const committed: CommitCheck = {
  ok: true,
  node: "n1",
  failedAt: null,
  sqlState: null,
  message: null,
  settings: { synchronous_commit: "on" },
};

const quietArchiver = { lastArchived: null, lastFailed: null, failing: false, waitingSeconds: 0, missing: 0 };

const openRules: NodeFacts["accessRules"] = ["app", "replication"].map((database) => ({
  type: "host",
  databases: [database],
  users: ["all"],
  address: "127.0.0.1",
  netmask: "255.255.255.255",
  method: "scram-sha-256",
}));

function facts(change: Partial<NodeFacts> = {}): NodeFacts {
  return {
    version: "18.4",
    inRecovery: true,
    timeline: 1,
    systemId: "7",
    position: 1000,
    receivedPosition: 1000,
    replayPaused: false,
    receiver: "streaming",
    standbys: [],
    settings: { ...expected.settings },
    readOnlyByDefault: false,
    clientConnections: 2,
    connectionLimit: 26,
    archiver: quietArchiver,
    accessRules: openRules,
    walBytes: 1_000_000,
    slots: [],
    idleTransactions: [],
    weakRules: [],
    settingErrors: [],
    ...change,
  };
}

const standby = (name: string) => ({
  name,
  state: "streaming",
  syncState: "quorum",
  replayedPosition: 1000,
  behindMs: 0,
});

const primaryFacts = (change: Partial<NodeFacts> = {}) =>
  facts({ inRecovery: false, receiver: null, standbys: [standby("n2"), standby("n3")], ...change });

function node(name: string, change: Partial<NodeInspection> = {}): NodeInspection {
  const running = {
    name,
    port: 1,
    listed: true,
    process: "running",
    pid: 1,
    restartAfterMs: null,
    error: null,
  } as const;
  return { ...running, facts: facts(), ...change };
}

function keys(nodes: Partial<Record<string, Partial<NodeInspection>>>, check: Partial<CommitCheck> = {}): string[] {
  const inspection: Inspection = {
    nodes: [node("n1", { facts: primaryFacts(), ...nodes["n1"] }), node("n2", nodes["n2"]), node("n3", nodes["n3"])],
  };
  return findProblems(expected, inspection, { ...committed, ...check }).map(({ key }) => key);
}

const absent = { process: "absent", pid: null, facts: null, error: "is not running" } as const;

describe("the problems of a cluster", () => {
  it("are none when all is as it was made", () => {
    expect(keys({})).toEqual([]);
  });

  it.each<[string, Parameters<typeof keys>, string[]]>([
    ["a node is down", [{ n3: absent }], ["node_down:n3"]],
    ["a node says nothing", [{ n3: { facts: null, error: "timeout" } }], ["node_unresponsive:n3"]],
    ["a node's postmaster is stopped", [{ n3: { process: "paused" } }], ["node_unresponsive:n3"]],
    ["a node was taken off the inventory", [{ n3: { listed: false } }], ["node_missing:n3"]],
    [
      "the primary is down",
      [{ n1: absent }, { ok: false, failedAt: "login", message: "refused" }],
      ["client_commit", "no_primary", "node_down:n1", "standby_not_streaming:n2", "standby_not_streaming:n3"],
    ],
    ["two nodes are primaries", [{ n2: { facts: primaryFacts({ standbys: [] }) } }], ["multiple_primaries"]],
    [
      "a standby is only catching up",
      [{ n1: { facts: primaryFacts({ standbys: [standby("n2"), { ...standby("n3"), state: "catchup" }] }) } }],
      ["standby_not_streaming:n3"],
    ],
    [
      "a standby is late",
      [{ n1: { facts: primaryFacts({ standbys: [standby("n2"), { ...standby("n3"), behindMs: 3001 }] }) } }],
      ["standby_behind:n3"],
    ],
    [
      "nobody confirms commits",
      [
        {
          n1: {
            facts: primaryFacts({
              standbys: [standby("n2"), standby("n3")].map((one) => ({ ...one, syncState: "async" })),
            }),
          },
        },
      ],
      ["no_synchronous_standby"],
    ],
    ["replay is paused", [{ n2: { facts: facts({ replayPaused: true }) } }], ["replay_paused:n2"]],
    [
      "commits wait for others than configured",
      [{ n1: { facts: primaryFacts({ settings: { fsync: "on", synchronous_standby_names: "" } }) } }],
      ["synchronous_standbys:n1"],
    ],
    [
      "the primary does not flush",
      [{ n1: { facts: primaryFacts({ settings: { ...expected.settings, fsync: "off" } }) } }],
      ["setting_fsync:n1"],
    ],
    [
      "transactions are read-only",
      [
        { n1: { facts: primaryFacts({ readOnlyByDefault: true }) } },
        { ok: false, failedAt: "write", sqlState: "25006", message: "read-only" },
      ],
      ["client_read_only", "read_only:n1"],
    ],
    ["connections run out", [{ n1: { facts: primaryFacts({ clientConnections: 23 }) } }], ["connections_exhausted:n1"]],
    [
      "archiving fails",
      [{ n1: { facts: primaryFacts({ archiver: { ...quietArchiver, lastFailed: "1", failing: true } }) } }],
      ["archive_failing:n1"],
    ],
    ["log piles up", [{ n1: { facts: primaryFacts({ walBytes: 2 ** 30 }) } }], ["wal_retained:n1"]],
    [
      "a slot that nobody uses retains log",
      [{ n1: { facts: primaryFacts({ slots: [{ name: "old", active: false, retainedBytes: 2 ** 25 }] }) } }],
      ["slot_retention:n1"],
    ],
    [
      "somebody idles with a lock",
      [
        {
          n1: { facts: primaryFacts({ idleTransactions: [{ pid: 5, application: "x", idleSeconds: 9, blocked: 2 }] }) },
        },
      ],
      ["idle_transaction:n1"],
    ],
    [
      "a file is in error",
      [{ n2: { facts: facts({ settingErrors: [{ file: "postgresql.conf", line: 3, error: "syntax error" }] }) } }],
      ["config_error:n2"],
    ],
    [
      "anybody may log in",
      [
        {
          n2: {
            facts: facts({
              weakRules: [
                { line: 1, problem: "method trust" },
                { line: 2, problem: "method trust" },
              ],
            }),
          },
        },
      ],
      ["access_rules:n2"],
    ],
    [
      "clients are turned away",
      [{}, { ok: false, failedAt: "login", sqlState: "28000", message: "no entry" }],
      ["client_login"],
    ],
    [
      "clients find no room",
      [{}, { ok: false, failedAt: "login", sqlState: "53300", message: "too many" }],
      ["client_connections"],
    ],
    ["clients commit without waiting", [{}, { settings: { synchronous_commit: "off" } }], ["client_durability"]],
  ])("are named when %s", (_, given, wanted) => {
    expect(keys(...given)).toEqual(wanted);
  });

  it("keep their key while what is said of them changes", () => {
    const idle = (idleSeconds: number) =>
      keys({
        n1: {
          facts: primaryFacts({ idleTransactions: [{ pid: 5, application: "x", idleSeconds, blocked: idleSeconds }] }),
        },
      });
    expect(idle(3)).toEqual(idle(30));
  });
});
