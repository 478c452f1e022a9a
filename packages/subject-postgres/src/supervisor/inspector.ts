import type { QueryConfig } from "pg";
import { isPrimary, type Inspection, type NodeFacts, type NodeInspection } from "../inspection.js";
import type { Session } from "../session.js";
import { expectedSettings } from "../settings.js";
import { inspectionQuery } from "./inspection-query.js";
import { openAdminSession, type Supervised, type SupervisedNode } from "./supervised.js";

const shortestWaitMs = 100;

/** Looks at all nodes side by side, over one lasting session for each. */
export class Inspector {
  readonly #supervised: Supervised;
  readonly #query: QueryConfig;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(supervised: Supervised) {
    this.#supervised = supervised;
    const settings = Object.keys(expectedSettings(supervised.record, supervised.layout));
    this.#query = inspectionQuery(settings, supervised.layout.archive);
  }

  /** Takes at most `timeoutMs`, whatever the nodes do. */
  async inspect(timeoutMs: number): Promise<Inspection> {
    const nodes = await Promise.all(
      [...this.#supervised.nodes.values()].map(async (node) => await this.#inspectNode(node, timeoutMs)),
    );
    return { nodes: nodes.map((node) => this.#withDelays(node)) };
  }

  async #inspectNode(node: SupervisedNode, timeoutMs: number): Promise<NodeInspection> {
    const { name, port } = node.record;
    const { listed, restartAfterMs } = this.#supervised.settings.of(name);
    const running = await node.process.current();
    const process = running === undefined ? "absent" : running.state === "T" ? "paused" : "running";
    const seen = { name, port, listed, restartAfterMs, process, pid: running?.pid ?? null } as const;
    if (!running) return { ...seen, facts: null, error: "is not running" };
    try {
      return { ...seen, facts: await this.#ask(node, timeoutMs), error: null };
    } catch (error) {
      return { ...seen, facts: null, error: (error as Error).message };
    }
  }

  async #ask(node: SupervisedNode, timeoutMs: number): Promise<NodeFacts> {
    const { clock } = this.#supervised;
    const { name } = node.record;
    const deadline = clock.now() + timeoutMs;
    const left = () => Math.max(shortestWaitMs, deadline - clock.now());
    const kept = this.#sessions.get(name);
    const opening = kept ?? this.#open(node, left());
    const session = await opening;
    try {
      return await this.#facts(session, left());
    } catch (error) {
      if (session.usable) throw error;
      if (this.#sessions.get(name) === opening) this.#sessions.delete(name);
      // A session from before a restart only tells that there was a restart.
      if (!kept || deadline - clock.now() < shortestWaitMs) throw error;
      return await this.#facts(await (this.#sessions.get(name) ?? this.#open(node, left())), left());
    }
  }

  async #facts(session: Session, timeoutMs: number): Promise<NodeFacts> {
    const [row] = await session.query<{ facts: string }>(this.#query, timeoutMs);
    return JSON.parse(row?.facts ?? "null") as NodeFacts;
  }

  #open(node: SupervisedNode, timeoutMs: number): Promise<Session> {
    const { name } = node.record;
    const options = { applicationName: "monitor", statementTimeoutMs: 2000, timeoutMs };
    const opening = openAdminSession(this.#supervised, node.record, options);
    this.#sessions.set(name, opening);
    opening.catch(() => this.#sessions.get(name) === opening && this.#sessions.delete(name));
    return opening;
  }

  #withDelays(node: NodeInspection): NodeInspection {
    const behind = this.#supervised.nodes.get(node.name)?.behind;
    if (!behind || !node.facts || !isPrimary(node)) return node;
    const now = this.#supervised.clock.now();
    behind.note(node.facts.position, now);
    const standbys = node.facts.standbys.map((standby) => ({
      ...standby,
      behindMs: Math.round(behind.of(standby.replayedPosition, now)),
    }));
    return { ...node, facts: { ...node.facts, standbys } };
  }
}
