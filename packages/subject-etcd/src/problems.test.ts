import { describe, expect, it } from "vitest";
import type { ClientCheck } from "./client.js";
import { factsFrom, type Inspection, type Member, type MemberFacts, type NodeInspection } from "./inspection.js";
import { findProblems } from "./problems.js";

const names = ["n1", "n2", "n3"];
const expected = { nodes: names, quotaBytes: 1000 };
const members = names.map((name, index) => ({
  id: `${index + 1}`,
  name,
  peerUrls: [`http://${name}:2380`],
  clientUrls: [],
  learner: false,
}));

function facts(memberId: string, rest: Partial<MemberFacts> = {}): MemberFacts {
  const usual = { clusterId: "9", version: "3.4.23", leader: "1", term: 2, index: 10, dbBytes: 100, answerMs: 2 };
  return { ...usual, memberId, alarms: [], members, ...rest };
}

function node(name: string, rest: Partial<NodeInspection> = {}): NodeInspection {
  const runs = { status: "running", ports: { 2379: 40_000 }, connected: true, error: null } as const;
  return { name, ...runs, facts: facts(name.slice(1)), ...rest };
}

const healthy: Inspection = { nodes: names.map((name) => node(name)) };

/** Keys of what is found with these nodes in place of healthy ones. */
function keys(changed: readonly NodeInspection[], check: ClientCheck = { ok: true }): string[] {
  const nodes = healthy.nodes.map((usual) => changed.find(({ name }) => name === usual.name) ?? usual);
  return findProblems(expected, { nodes }, check).map(({ key }) => key);
}

/** The same with this list of members, as the leader has it. */
function keysWithMembers(list: Member[]): string[] {
  return keys([node("n1", { facts: facts("1", { members: list }) })]);
}

describe("problems", () => {
  it("are none when all is well", () => {
    expect(keys([])).toEqual([]);
  });

  it.each([
    ["missing", "node_missing:n2"],
    ["exited", "node_down:n2"],
    ["restarting", "node_down:n2"],
    ["paused", "node_unresponsive:n2"],
  ] as const)("name a node whose container is %s", (status, key) => {
    expect(keys([node("n2", { status, facts: null })])).toEqual([key]);
  });

  it("tell a node that is off the network from one that does not answer", () => {
    expect(keys([node("n2", { connected: false, facts: null })])).toEqual(["node_disconnected:n2"]);
    expect(keys([node("n2", { facts: null, error: "timeout" })])).toEqual(["node_unresponsive:n2"]);
  });

  it("name a member that answers slowly, and one whose quota is nearly used", () => {
    expect(keys([node("n2", { facts: facts("2", { answerMs: 100 }) })])).toEqual(["node_slow:n2"]);
    expect(keys([node("n3", { facts: facts("3", { dbBytes: 801 }) })])).toEqual(["space:n3"]);
  });

  it("do not call a member slow on a host where all are", () => {
    const late = names.map((name) => node(name, { facts: facts(name.slice(1), { answerMs: 70 }) }));
    expect(keys(late)).toEqual([]);
  });

  it("say that nobody leads, without a word on a membership that nobody knows then", () => {
    const leaderless = names.map((name) => node(name, { facts: facts(name.slice(1), { leader: null, members: [] }) }));
    expect(keys(leaderless)).toEqual(["no_leader"]);
  });

  it("name a member that does not follow the leader of the latest term, and that there are two", () => {
    expect(keys([node("n3", { facts: facts("3", { leader: null }) })])).toEqual(["not_following:n3"]);
    const old = node("n2", { facts: facts("2", { leader: "2", term: 1 }) });
    expect(keys([old])).toEqual(["not_following:n2", "several_leaders"]);
  });

  it("name a member that is a cluster of its own", () => {
    const alone = facts("2", { clusterId: "8", leader: "2", term: 1 });
    expect(keys([node("n2", { facts: alone })])).toEqual(["foreign_cluster:n2", "several_leaders"]);
  });

  it("name who is not on the list, whoever else is well", () => {
    expect(keysWithMembers(members.slice(0, 2))).toEqual(["not_a_member:n3"]);
  });

  it("name who runs under another identity than its name's", () => {
    expect(keys([node("n3", { facts: facts("4") })])).toEqual(["not_a_member:n3"]);
  });

  it("name a wrong peer URL, a learner, and members that ought not to be", () => {
    const changed = (change: Partial<Member>) =>
      members.map((member) => (member.name === "n2" ? { ...member, ...change } : member));
    expect(keysWithMembers(changed({ peerUrls: ["http://n2:1"] }))).toEqual(["peer_url:n2"]);
    expect(keysWithMembers(changed({ learner: true }))).toEqual(["learner:n2"]);
    const never = { id: "4", name: "", peerUrls: ["http://n4:2380"], clientUrls: [], learner: false };
    expect(keysWithMembers([...members, never])).toEqual(["unknown_member"]);
  });

  it("name each alarm once", () => {
    const raised = facts("2", { alarms: ["NOSPACE"] });
    expect(keys([node("n2", { facts: raised }), node("n3", { facts: { ...raised, memberId: "3" } })])).toEqual([
      "alarm_nospace",
    ]);
  });

  it("tell a client that is locked out from one that cannot write", () => {
    const failed = { ok: false, message: "no" } as const;
    expect(keys([], { ...failed, lockedOut: true })).toEqual(["client_locked_out"]);
    expect(keys([], { ...failed, lockedOut: false })).toEqual(["client_write"]);
  });
});

describe("what a member says", () => {
  it("is read from answers that leave out what is empty, with ids beyond 2^53", () => {
    const header = { member_id: "14169733070658484169", cluster_id: "1" };
    const errors = ["memberID:14169733070658484169 alarm:NOSPACE ", "etcdserver: no leader"];
    expect(factsFrom({ header, version: "3.5.1", errors }, { members: [{ ID: "1" }] }, 1)).toMatchObject({
      memberId: "14169733070658484169",
      leader: null,
      dbBytes: 0,
      alarms: ["NOSPACE"],
      members: [{ id: "1", name: "", peerUrls: [], learner: false }],
    });
  });
});
