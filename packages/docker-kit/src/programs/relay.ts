/**
 * Runs in a container that shares a node's network: passes TCP connections on, and hands what the node sends to its
 * peer later than it came, in order. It lives as long as the firewall rules that lead to it: once they are gone, its
 * connections are reset, so that what was set up anew goes the straight way. Its names tell nothing of that: whoever
 * finds it running may read it. See `program-text.ts`.
 */
import { execFile } from "node:child_process";
import { connect, createServer, type Server, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { performance } from "node:perf_hooks";

export interface Passage {
  /** Where it listens. */
  at: number;
  to: { host: string; port: number };
  /** Whether the node accepts these connections or makes them: what it sends is what is delayed. */
  direction: "inbound" | "outbound";
}

export interface Pace {
  minMs: number;
  maxMs: number;
  seed: number;
}

export interface RelaySpec {
  passages: readonly Passage[];
  pace: Pace;
  /** The group by which the firewall knows the relay's own connections. */
  gid: number;
  /** The chains of the nat table whose hooks and rules lead here. */
  chains: Readonly<Record<Passage["direction"], string>>;
  /** How often to look whether they still do. */
  watchMs: number;
  /** How long to wait for them at first. */
  patienceMs: number;
}

export interface Relay extends AsyncDisposable {
  /** Resets all connections of one direction. */
  reset(direction: Passage["direction"]): void;
}

/** Of what one side sends, read and not taken by the other yet; then the sender waits, as it would without a relay. */
const mostHeldBytes = 4 * 1024 * 1024;

/** What it says once it listens. */
export const ready = "ready";

/** Until the rules are gone, or the network is. */
export async function relay(spec: RelaySpec): Promise<void> {
  const { passages, chains, watchMs, patienceMs } = spec;
  const relaying = await openRelay(spec);
  process.setgid?.(spec.gid);
  process.stdout.write(`${ready}\n`);
  const wanted = new Set(passages.map(({ direction }) => direction));
  const seen = new Set<Passage["direction"]>();
  const giveUp = performance.now() + patienceMs;
  while (wanted.size > 0 && hasNetwork() && (seen.size > 0 || performance.now() < giveUp)) {
    const rules = await natRules();
    for (const direction of rules === undefined ? [] : wanted) {
      if (leads(rules ?? "", chains[direction], direction)) seen.add(direction);
      else if (seen.has(direction)) {
        relaying.reset(direction);
        wanted.delete(direction);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, watchMs));
  }
  await relaying[Symbol.asyncDispose]();
}

/** Whether a listing of the nat table sends connections of that direction to the relay. */
export function leads(listing: string, chain: string, direction: Passage["direction"]): boolean {
  const lines = listing.split("\n");
  const hook = direction === "inbound" ? "PREROUTING" : "OUTPUT";
  return (
    lines.some((line) => line.startsWith(`-A ${hook} `) && line.endsWith(`-j ${chain}`)) &&
    lines.some((line) => line.startsWith(`-A ${chain} `) && line.includes(" -j REDIRECT"))
  );
}

export async function openRelay({ passages, pace }: Pick<RelaySpec, "passages" | "pace">): Promise<Relay> {
  const live = new Map<Socket, Passage["direction"]>();
  const draw = uniform(pace);
  const servers: Server[] = [];
  for (const passage of passages) {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => pass(near, passage));
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(passage.at, resolve);
    });
  }

  function pass(near: Socket, { to, direction }: Passage): void {
    const far = connect({ ...to, noDelay: true, allowHalfOpen: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      live.set(one, direction);
      one.once("error", () => other.resetAndDestroy());
      one.once("close", () => live.delete(one));
    }
    const [node, peer] = direction === "inbound" ? [far, near] : [near, far];
    peer.pipe(node);
    handOn(node, peer);
  }

  function handOn(from: Socket, to: Socket): void {
    const inTurn = inOrder(draw);
    let held = 0;
    const hold = (bytes: number) => {
      held += bytes;
      if (held > mostHeldBytes) from.pause();
      else from.resume();
    };
    from.on("data", (chunk) => {
      hold(chunk.length);
      inTurn(() => {
        if (!to.destroyed) to.write(chunk, () => hold(-chunk.length));
      });
    });
    from.once("end", () => inTurn(() => to.end()));
  }

  return {
    reset(direction) {
      for (const [socket, its] of live) if (its === direction) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of live.keys()) socket.resetAndDestroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Does things late, each by a time drawn for it and none before those that came first: timers alone keep no order. */
function inOrder(draw: () => number): (work: () => void) => void {
  const queue: { due: number; work: () => void }[] = [];
  let last = 0;
  const wait = () => {
    const [next] = queue;
    if (next) setTimeout(go, Math.max(0, next.due - performance.now()));
  };
  const go = () => {
    // A timer may be early by a fraction of a millisecond.
    while (queue[0] && queue[0].due <= performance.now() + 0.5) queue.shift()?.work();
    wait();
  };
  return (work) => {
    last = Math.max(last, performance.now() + draw());
    if (queue.push({ due: last, work }) === 1) wait();
  };
}

/** Milliseconds between both limits, by a generator of Marsaglia's (xorshift32). */
function uniform({ minMs, maxMs, seed }: Pace): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return minMs + ((state >>> 0) / 2 ** 32) * (maxMs - minMs);
  };
}

/** Undefined when they cannot be listed this time. */
function natRules(): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("iptables", ["-w", "-t", "nat", "-S"], { timeout: 5000 }, (error, out) =>
      resolve(error ? undefined : out),
    );
  });
}

/** A node that ends takes its network with it. */
function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}
