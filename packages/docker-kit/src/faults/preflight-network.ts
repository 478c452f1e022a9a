import { describe, isHarnessError, type Context, type HostCapability, type Lacking } from "@eval/core";
import { connectEngine, type Engine } from "../engine.js";
import { ensureImage } from "../images.js";
import { carrying } from "../labels.js";
import { runOnce } from "../run-once.js";
import { removeContainers } from "../sweep.js";

/** What chaos types need of a host beyond an engine; use these names in `needs`. */
export const networkNeeds = {
  /** Partition and loss. */
  firewall: "firewall",
  /** Latency: by netem, or else by a relay. */
  delay: "network_delay",
  /** Bandwidth. */
  shaping: "traffic_shaping",
} as const satisfies Record<string, HostCapability>;

/** What a container that may administer its network can do here. */
export interface NetworkAbilities {
  netem: boolean;
  tbf: boolean;
  /** Packets can be dropped, also at random. */
  drop: boolean;
  /** Connections can be led elsewhere, by port and by the group that makes them, and reset. */
  redirect: boolean;
}

const trials: Record<keyof NetworkAbilities, string> = {
  netem: "tc qdisc replace dev lo root netem delay 1ms",
  tbf: "tc qdisc replace dev lo root tbf rate 8mbit burst 16kb latency 50ms",
  drop: "iptables -w -A INPUT -s 192.0.2.1 -m statistic --mode random --probability 0.5 -j DROP",
  redirect: [
    "iptables -w -t nat -A PREROUTING -p tcp --dport 9 -j REDIRECT --to-ports 10",
    "iptables -w -t nat -A OUTPUT -p tcp --dport 9 -m owner ! --gid-owner 9 -j REDIRECT --to-ports 10",
    "iptables -w -A INPUT -p tcp --dport 9 -m conntrack ! --ctstate DNAT -j REJECT --reject-with tcp-reset",
  ].join(" && "),
};

/**
 * Finds out once, in a throw-away container without a network, what this host can do; later callers get the same
 * answer, as kernels do not learn. One for a subject; its failures are not remembered.
 */
export class HostNetwork {
  readonly #known = new Map<string, Promise<NetworkAbilities>>();

  async abilities(engine: Engine, toolboxImage: string, context: Context): Promise<NetworkAbilities> {
    const known = this.#known.get(toolboxImage) ?? tryOut(engine, toolboxImage, context);
    this.#known.set(toolboxImage, known);
    try {
      return await known;
    } catch (error) {
      this.#known.delete(toolboxImage);
      throw error;
    }
  }

  /** Of these needs what this host lacks. Needs that are not of the network are left to others. */
  async preflight(
    { needs, toolboxImage }: { needs: readonly HostCapability[]; toolboxImage: string },
    context: Context,
  ): Promise<Lacking[]> {
    const wanted = needs.filter((need) => Object.values<string>(networkNeeds).includes(need));
    if (wanted.length === 0) return [];
    try {
      const engine = await connectEngine(context);
      await ensureImage(engine, toolboxImage, context);
      return lackingOf(wanted, await this.abilities(engine, toolboxImage, context));
    } catch (error) {
      context.signal.throwIfAborted();
      const hint =
        (isHarnessError(error) && error.hint) ||
        "See `docker info`, and name a toolbox image by the subject's options.";
      return wanted.map((capability) => ({
        capability,
        message: `whether this host can give what ${capability} names cannot be found out: ${describe(error)}`,
        hint,
      }));
    }
  }
}

export function lackingOf(needs: readonly HostCapability[], can: NetworkAbilities): Lacking[] {
  const lacks: Record<string, { isLacking: boolean; message: string; hint: string }> = {
    [networkNeeds.firewall]: {
      isLacking: !can.drop,
      message: "This host's kernel does not let a container drop packets with iptables.",
      hint: "Load its netfilter modules (nf_tables or ip_tables, xt_statistic), or name a toolbox image whose iptables fits the kernel.",
    },
    [networkNeeds.delay]: {
      isLacking: !can.netem && !can.redirect,
      message: "This host's kernel can neither delay packets (netem) nor redirect connections to a relay.",
      hint: "Load sch_netem (often in a package called linux-modules-extra), or the modules of iptables' nat, owner and conntrack.",
    },
    [networkNeeds.shaping]: {
      isLacking: !can.tbf,
      message: "This host's kernel has no token bucket (tbf) to bound what a container sends.",
      hint: "Load sch_tbf.",
    },
  };
  return needs.flatMap((capability) => {
    const lack = lacks[capability];
    return lack?.isLacking ? [{ capability, message: lack.message, hint: lack.hint }] : [];
  });
}

/** Between the making of a container and its start nobody takes so long. */
const abandonedMs = 60_000;

/** Of no cluster: one that is made right after the preflight must not meet its container on the way out. */
const nobodys = { subject: "preflight", clusterId: "preflight" };

async function tryOut(engine: Engine, image: string, context: Context): Promise<NetworkAbilities> {
  await removeAbandoned(engine, context);
  const lines = Object.entries(trials).map(([name, trial]) => `(${trial}) >/dev/null 2>&1 && echo ${name}`);
  const sidecar = {
    identity: nobodys,
    image,
    argv: ["sh", "-s"],
    capAdd: ["NET_ADMIN"],
    stdin: `${lines.join("\n")}\necho tried`,
  };
  const { stdout, stderr } = await runOnce(engine, sidecar, context);
  const said = new Set(stdout.split("\n"));
  if (!said.has("tried")) throw new Error(`the toolbox image ${image} cannot try anything: ${stderr.trim()}`);
  return {
    netem: said.has("netem"),
    tbf: said.has("tbf"),
    drop: said.has("drop"),
    redirect: said.has("redirect"),
  };
}

/** Such a container removes itself once it has run. One whose maker died before it could start is left for the next. */
async function removeAbandoned(engine: Engine, context: Context): Promise<void> {
  const filters = { ...carrying(nobodys.clusterId), status: ["created"] };
  const found = await engine.docker.listContainers({ all: true, filters, abortSignal: context.signal });
  const before = context.clock.wall().getTime() - abandonedMs;
  const abandoned = found.filter(({ Created }) => Created * 1000 < before).map(({ Id }) => Id);
  await removeContainers(engine, abandoned, context);
}
