import type { Context } from "@eval/core";
import type { DockerCluster, NodeSight } from "@eval/docker-kit";

/** For how long a published port is believed to be where it was, in ms: it moves whenever a server is started. */
const believedMs = 250;

/** Where servers are reached from here: by their names in the cluster, at ports that move. */
export class Whereabouts {
  readonly #docker: Pick<DockerCluster, "look">;
  #last: { at: number; nodes: readonly NodeSight[] } | undefined;
  #looking: Promise<readonly NodeSight[]> | undefined;

  constructor(docker: Pick<DockerCluster, "look">) {
    this.#docker = docker;
  }

  /** All servers by a look of its own. Rejects when the engine does not answer. */
  async look(context: Context): Promise<readonly NodeSight[]> {
    const nodes = await this.#docker.look(context);
    this.#last = { at: context.clock.now(), nodes };
    return nodes;
  }

  /** From `tikv1:20160` to an address on loopback. Rejects for a server that cannot be reached now. */
  async reach(advertised: string, context: Context): Promise<string> {
    const [name = "", port = ""] = advertised.split(":");
    const address = addressOf(await this.#recent(context), name, Number(port));
    if (address === undefined) throw new Error(`${advertised} cannot be reached: it is not running or off the network`);
    return address;
  }

  async #recent(context: Context): Promise<readonly NodeSight[]> {
    const { clock, signal } = context;
    if (this.#last && clock.now() - this.#last.at < believedMs) return this.#last.nodes;
    // Requests side by side need one look between them.
    const shared = this.#looking;
    this.#looking ??= this.look(context).finally(() => (this.#looking = undefined));
    if (!shared) return await this.#looking;
    return await shared.catch(() => {
      signal.throwIfAborted();
      // Whoever began it may have had less time.
      return this.look(context);
    });
  }
}

/** Undefined for a server that is down or off the network. */
export function addressOf(nodes: readonly NodeSight[], name: string, port: number): string | undefined {
  const published = nodes.find((node) => node.name === name)?.ports[port];
  return published === undefined ? undefined : `127.0.0.1:${published}`;
}
