import type { Context } from "@eval/core";
import type { ClusterSpec, NodeSpec } from "./cluster-spec.js";
import { sightOf, type NodeSight } from "./container-state.js";
import { dockerCommand } from "./docker-cli.js";
import { DockerNode } from "./docker-node.js";
import { socketGroup, type Engine } from "./engine.js";
import type { Identity } from "./labels.js";
import { adminName, containerName, networkName } from "./names.js";
import { belongings, removeAll, removeContainers } from "./sweep.js";
import { makeGround, startNodes } from "./start-containers.js";

/** Ends whatever was left running in the admin container, and empties every volume. */
const wipe = "kill -9 -1; find /nodes -mindepth 3 -delete && find /tmp /run -mindepth 1 -delete";

/**
 * A subject's containers on a network of their own, and the admin container beside them: it holds every volume at
 * /nodes/NODE/PURPOSE, so that data in memory outlive a node's stop and files of stopped nodes can be edited.
 */
export class DockerCluster {
  readonly engine: Engine;
  readonly identity: Identity;
  readonly spec: ClusterSpec;
  /** Whether one of the nodes' images says of itself that it only stands in for the real software. */
  readonly standIn: boolean;
  /** In the order of the spec. */
  readonly nodes: readonly DockerNode[];
  readonly admin: DockerNode;

  constructor(engine: Engine, identity: Identity, { spec, standIn }: { spec: ClusterSpec; standIn: boolean }) {
    this.engine = engine;
    this.identity = identity;
    this.spec = spec;
    this.standIn = standIn;
    const place = (name: string, aliases: readonly string[] = []) =>
      new DockerNode(engine, {
        name,
        containerName: containerName(identity, name),
        network: networkName(identity),
        aliases,
      });
    this.nodes = spec.nodes.map(({ name, aliases }) => place(name, aliases));
    this.admin = place(adminName);
  }

  get clusterId(): string {
    return this.identity.clusterId;
  }

  get network(): string {
    return networkName(this.identity);
  }

  /** The group that may administer it: whoever may use the engine. */
  get adminGid(): number | undefined {
    return socketGroup(this.engine);
  }

  /** The first words of a briefed command line: the docker command, by its absolute path. */
  get docker(): string {
    return dockerCommand(this.engine);
  }

  /** Throws RangeError for a name that is no node's. */
  node(name: string): DockerNode {
    const found = this.nodes.find((node) => node.name === name);
    if (!found) throw new RangeError(`no node ${name}; there are ${this.nodes.map((node) => node.name).join(", ")}`);
    return found;
  }

  /** All nodes by one look, in the order of the spec. Rejects when the engine does not answer: then nothing can be said. */
  async look({ signal }: Pick<Context, "signal">): Promise<NodeSight[]> {
    const filters = { name: [`${this.network}-`] };
    const listed = await this.engine.docker.listContainers({ all: true, filters, abortSignal: signal });
    return this.nodes.map(({ name, containerName: wanted }) =>
      sightOf(
        { name, network: this.network },
        listed.find(({ Names }) => Names.includes(`/${wanted}`)),
      ),
    );
  }

  /**
   * Fresh containers on empty volumes, whatever was done to the old ones; what others attached is removed. The
   * network, the volumes and the admin container stay where they are in order, which makes it fast.
   */
  async reset(context: Context): Promise<void> {
    const found = await belongings(this.engine, this.clusterId, context);
    const kept = found.containers.find(({ Names }) => Names.includes(`/${this.admin.containerName}`));
    const isInOrder =
      kept?.State === "running" &&
      this.network in kept.NetworkSettings.Networks &&
      found.networks.includes(this.network);
    if (!isInOrder) {
      await removeAll(this.engine, this.clusterId, context);
      await makeGround(this, context);
    } else {
      const others = found.containers.filter(({ Id }) => Id !== kept.Id).map(({ Id }) => Id);
      await removeContainers(this.engine, others, context);
      await this.#wipeVolumes(context);
    }
    await startNodes(this, this.spec.nodes, context);
  }

  /** Replaces one node's container, on the volumes as they are; changed until the next reset. */
  async recreate(name: string, changes: Partial<Omit<NodeSpec, "name">>, context: Context): Promise<void> {
    const wanted = this.spec.nodes.find((node) => node.name === name);
    if (!wanted) throw new RangeError(`no node ${name}`);
    await removeContainers(this.engine, [this.node(name).containerName], context);
    await startNodes(this, [{ ...wanted, ...changes }], context);
  }

  /** Removes all of it and what others attached to it. Idempotent. */
  async destroy(context: Context): Promise<void> {
    await removeAll(this.engine, this.clusterId, context);
  }

  async #wipeVolumes(context: Context): Promise<void> {
    const { exitCode, stderr } = await this.admin.script(wipe, context);
    if (exitCode !== 0) throw new Error(`the volumes could not be emptied: ${stderr.trim()}`);
  }
}
