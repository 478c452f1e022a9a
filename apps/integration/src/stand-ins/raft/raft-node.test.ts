import { describe, expect, it } from "vitest";
import type { Entry, Membership, Message, Snapshot } from "./messages.js";
import { RaftLog } from "./raft-log.js";
import { RaftNode } from "./raft-node.js";

/** Replicas that talk over a network we own: no clock, no disk, messages lost only where we say so. */
class Net {
  readonly nodes = new Map<string, RaftNode>();
  readonly applied = new Map<string, string[]>();
  readonly reads: string[] = [];
  readonly #cut = new Set<string>();
  #seed = 7;

  constructor(ids: readonly string[], membership: Membership = { voters: ids, learners: [] }) {
    for (const id of ids) this.start(id, membership);
  }

  /** Everything a replica keeps: begun like a region's first replicas, at index 5 of term 5. */
  start(id: string, membership: Membership, fresh = false): RaftNode {
    const at = fresh ? 0 : 5;
    const values: string[] = [];
    this.applied.set(id, values);
    const node: RaftNode = new RaftNode({
      id,
      membership,
      log: new RaftLog({ index: at, term: at }, []),
      hardState: { term: at, vote: "", commit: at },
      applied: at,
      electionTicks: 10,
      heartbeatTicks: 2,
      random: () => {
        this.#seed = (this.#seed * 16_807) % 2_147_483_647;
        return this.#seed / 2_147_483_647;
      },
      snapshot: (): Snapshot => ({
        index: node.applied,
        term: node.log.term(node.applied) ?? 0,
        membership: node.membership,
        data: Buffer.from(values.join()),
      }),
    });
    this.nodes.set(id, node);
    return node;
  }

  cut(...ids: string[]): void {
    for (const id of ids) this.#cut.add(id);
  }

  heal(): void {
    this.#cut.clear();
  }

  tick(times = 1): void {
    for (let count = 0; count < times; count += 1) {
      for (const node of this.nodes.values()) node.tick();
      this.settle();
    }
  }

  settle(): void {
    for (let round = 0; round < 200; round += 1) {
      const said = [...this.nodes.values()].flatMap((node) => this.#handle(node));
      if (said.length === 0 && ![...this.nodes.values()].some(({ hasReady }) => hasReady)) return;
      for (const message of said) this.#deliver(message);
    }
    throw new Error("the replicas do not come to rest");
  }

  #handle(node: RaftNode): readonly Message[] {
    if (!node.hasReady) return [];
    const ready = node.ready();
    this.reads.push(...ready.reads.map(({ context }) => context));
    const values = this.applied.get(node.id) as string[];
    if (ready.snapshot) {
      const text = ready.snapshot.data.toString();
      values.splice(0, values.length, ...(text === "" ? [] : text.split(",")));
    }
    for (const entry of ready.committed) this.#apply(node, entry, values);
    node.advance(ready);
    return ready.messages;
  }

  #apply(node: RaftNode, entry: Entry, values: string[]): void {
    if (entry.data.length === 0) return;
    if (entry.kind === "conf") node.applyConfChange(JSON.parse(entry.data.toString()));
    else values.push(entry.data.toString());
  }

  #deliver(said: Message): void {
    if (this.#cut.has(said.from) || this.#cut.has(said.to)) return;
    this.nodes.get(said.to)?.step(said);
  }

  get leaders(): RaftNode[] {
    return [...this.nodes.values()].filter(({ role }) => role === "leader");
  }

  /** The leader of the newest term, elected when there is none. */
  elect(): RaftNode {
    for (let waited = 0; waited < 100; waited += 1) {
      const [leader] = this.leaders.filter(({ id }) => !this.#cut.has(id)).sort((a, b) => b.term - a.term);
      if (leader) return leader;
      this.tick();
    }
    throw new Error("nobody was elected");
  }
}

const ids = ["1", "2", "3"];
const put = (node: RaftNode, value: string): number | undefined => node.propose(Buffer.from(value));
const conf = (node: RaftNode, kind: string, id: string): number | undefined =>
  node.propose(Buffer.from(JSON.stringify({ kind, id })), "conf");

describe("a replicated log", () => {
  it("elects one leader, and what it is told is applied everywhere in the same order", () => {
    const net = new Net(ids);
    const leader = net.elect();
    for (const value of ["a", "b", "c"]) put(leader, value);
    net.settle();
    net.tick(3);
    expect(net.leaders).toHaveLength(1);
    expect([...net.applied.values()]).toEqual([
      ["a", "b", "c"],
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
  });

  it("commits nothing that only a minority has, and forgets it once the majority went on without it", () => {
    const net = new Net(ids);
    const old = net.elect();
    put(old, "kept");
    net.settle();
    net.cut(old.id);
    put(old, "lost");
    net.settle();
    expect(net.applied.get(old.id)).toEqual(["kept"]);
    const next = net.elect();
    expect(next.id).not.toBe(old.id);
    put(next, "after");
    net.settle();
    net.heal();
    net.tick(5);
    expect(net.applied.get(old.id)).toEqual(["kept", "after"]);
  });

  it("makes a leader that a majority does not answer step down by itself", () => {
    const net = new Net(ids);
    const old = net.elect();
    net.cut(old.id);
    net.tick(25);
    expect(old.role).not.toBe("leader");
    expect(put(old, "x")).toBeUndefined();
  });

  it("is not disturbed by a replica that comes back after asking in vain to be elected", () => {
    const net = new Net(ids);
    const leader = net.elect();
    const { term } = leader;
    const other = ids.find((id) => id !== leader.id) as string;
    net.cut(other);
    net.tick(60);
    net.heal();
    net.tick(10);
    expect(net.leaders.map(({ id }) => id)).toEqual([leader.id]);
    expect(leader.term).toBe(term);
  });

  it("brings a new learner up by a snapshot, and lets it vote once it is promoted", () => {
    const net = new Net(ids);
    const leader = net.elect();
    put(leader, "a");
    net.settle();
    net.start("4", { voters: [], learners: [] }, true);
    expect(conf(leader, "add-learner", "4")).toBeDefined();
    net.settle();
    net.tick(5);
    expect(net.applied.get("4")).toEqual(["a"]);
    conf(leader, "add", "4");
    net.settle();
    expect(leader.membership).toEqual({ voters: ["1", "2", "3", "4"], learners: [] });
    net.cut(...ids.filter((id) => id !== leader.id).slice(0, 1));
    put(leader, "b");
    net.settle();
    net.tick(3);
    expect(net.applied.get("4")).toEqual(["a", "b"]);
  });

  it("takes one change of membership at a time", () => {
    const net = new Net(ids);
    const leader = net.elect();
    net.settle();
    expect(conf(leader, "add-learner", "4")).toBeDefined();
    expect(conf(leader, "add-learner", "5")).toBeUndefined();
    net.settle();
    expect(conf(leader, "remove", "4")).toBeDefined();
  });

  it("hands leadership over to a member that has everything", () => {
    const net = new Net(ids);
    const leader = net.elect();
    put(leader, "a");
    net.settle();
    const heir = ids.find((id) => id !== leader.id) as string;
    leader.replication?.transfer(heir);
    net.settle();
    expect(net.leaders.map(({ id }) => id)).toEqual([heir]);
  });

  it("confirms a read only while a majority still follows", () => {
    const net = new Net(ids);
    const leader = net.elect();
    net.settle();
    leader.read("together");
    net.settle();
    net.cut(leader.id);
    expect(leader.read("alone")).toBe(true);
    net.settle();
    expect(net.reads).toEqual(["together"]);
  });

  it("sends again what was lost on the way to a follower that was away", () => {
    const net = new Net(ids);
    const leader = net.elect();
    const away = ids.find((id) => id !== leader.id) as string;
    net.cut(away);
    for (let count = 0; count < 300; count += 1) put(leader, `v${count}`);
    net.settle();
    leader.log.compact(leader.applied - 10);
    net.heal();
    net.tick(30);
    expect(net.applied.get(away)).toHaveLength(300);
  });

  it("goes on alone where the others are given up for good", () => {
    const net = new Net(ids);
    const leader = net.elect();
    put(leader, "a");
    net.settle();
    const [left, ...gone] = ids as [string, ...string[]];
    net.cut(...gone);
    net.nodes.get(left)?.forceLead({ voters: [left], learners: [] });
    net.settle();
    put(net.nodes.get(left) as RaftNode, "b");
    net.settle();
    expect(net.applied.get(left)).toEqual(["a", "b"]);
  });
});
