import { posix } from "node:path";
import type { Context } from "@eval/core";
import type Dockerode from "dockerode";
import { aliasesOf } from "./container-options.js";
import { stateFrom, type ContainerState } from "./container-state.js";
import type { Engine } from "./engine.js";
import { execIn, type ExecEnd } from "./exec.js";
import { readWhole, takeApart, type Output } from "./frames.js";
import { accepting, orAborted } from "./outcome.js";
import { firstFile, packTar } from "./tar.js";

const missing = 404;
const conflict = 409;
const alreadySo = 304;

export interface NodePlace {
  name: string;
  containerName: string;
  network: string;
  aliases?: readonly string[];
}

const pauseAttempts = 5;

/**
 * One container of a cluster, whoever made the one that bears its name now. What is already so is no error:
 * killing what does not run, pausing what is paused, connecting what is connected. Nothing else that the
 * engine refuses is swallowed.
 */
export class DockerNode {
  readonly name: string;
  readonly containerName: string;
  readonly #engine: Engine;
  readonly #place: NodePlace;

  constructor(engine: Engine, place: NodePlace) {
    this.name = place.name;
    this.containerName = place.containerName;
    this.#engine = engine;
    this.#place = place;
  }

  async state(context: Context): Promise<ContainerState> {
    const found = await this.#inspect(context);
    return found ? stateFrom(found) : { status: "missing", startedAt: null, exitCode: null };
  }

  /** Where this TCP port of it is reached: `127.0.0.1:NNNNN`, another after every start. Undefined unless it runs and is connected. */
  async address(port: number, context: Context): Promise<string | undefined> {
    const bindings = (await this.#inspect(context))?.NetworkSettings.Ports[`${port}/tcp`];
    return bindings?.[0] && `127.0.0.1:${bindings[0].HostPort}`;
  }

  /** Its address on the cluster's network; undefined unless it runs and is connected. Another after a restart. */
  async ip(context: Context): Promise<string | undefined> {
    return (await this.#inspect(context))?.NetworkSettings.Networks[this.#place.network]?.IPAddress || undefined;
  }

  /** Runs a program in it, without a shell; see `execIn` for what happens where it is paused or down. */
  async exec(argv: readonly string[], input: { stdin?: string | Buffer }, context: Context): Promise<ExecEnd> {
    return await execIn(this.#container, { argv, ...input }, context);
  }

  /** Runs a shell script in it, by standard input: events of the engine show the arguments of a program, and not this. */
  async script(text: string, context: Context): Promise<ExecEnd> {
    return await this.exec(["sh", "-s"], { stdin: `${text}\n` }, context);
  }

  /** SIGKILL for all of it, at once. */
  async kill(context: Context): Promise<void> {
    await this.#do(context, [missing, conflict], (options) => this.#container.kill({ signal: "SIGKILL", ...options }));
  }

  async start(context: Context): Promise<void> {
    await this.#do(context, [alreadySo], (options) => this.#container.start(options));
  }

  /** SIGTERM, and after the grace (in whole seconds) SIGKILL. */
  async stop({ graceS }: { graceS: number }, context: Context): Promise<void> {
    await this.#do(context, [missing, alreadySo], (options) => this.#container.stop({ t: graceS, ...options }));
  }

  async restart({ graceS }: { graceS: number }, context: Context): Promise<void> {
    await this.#do(context, [], (options) => this.#container.restart({ t: graceS, ...options }));
  }

  /**
   * Stops all its processes where they are: it keeps its addresses and answers nobody. Tried a few times: on cgroup v1
   * a kernel may fail to freeze processes that are just being made, and the engine then answers 500.
   */
  async pause(context: Context): Promise<void> {
    for (let attempt = 1; (await this.state(context)).status !== "paused"; attempt++) {
      const tolerated = attempt < pauseAttempts ? [500] : [];
      await this.#do(context, tolerated, (options) => this.#container.pause(options));
    }
  }

  /** Leaves one alone that is not paused. */
  async unpause(context: Context): Promise<void> {
    if ((await this.state(context)).status !== "paused") return;
    await this.#do(context, [], (options) => this.#container.unpause(options));
  }

  /** Takes it off the cluster's network; a restart does not bring it back. */
  async disconnect(context: Context): Promise<void> {
    if (!(await this.isConnected(context))) return;
    const network = this.#engine.docker.getNetwork(this.#place.network);
    const leaving = network.disconnect({ Container: this.containerName, Force: true });
    await accepting([missing], orAborted(leaving, context.signal));
  }

  /** Puts it on the cluster's network, under its host names. */
  async connect(context: Context): Promise<void> {
    if (await this.isConnected(context)) return;
    const endpoint = { Container: this.containerName, EndpointConfig: { Aliases: aliasesOf(this.#place) } };
    const network = this.#engine.docker.getNetwork(this.#place.network);
    await orAborted(network.connect(endpoint), context.signal);
  }

  async isConnected(context: Context): Promise<boolean> {
    const networks = (await this.#inspect(context))?.NetworkSettings.Networks ?? {};
    return this.#place.network in networks;
  }

  /** Text of a file in it, running or not; undefined when there is none. */
  async readFile(path: string, { signal }: Context): Promise<string | undefined> {
    const stream = await accepting([missing], this.#container.getArchive({ path, abortSignal: signal }));
    return stream && firstFile(await readWhole(stream, signal))?.toString();
  }

  /** Writes a file in it, running or not, owned by root; its folder must exist. */
  async writeFile(path: string, text: string, context: Context): Promise<void> {
    const archive = packTar([{ path: posix.basename(path), content: Buffer.from(text) }]);
    await this.#do(context, [], ({ abortSignal }) =>
      this.#container.putArchive(archive, { path: posix.dirname(path), abortSignal }),
    );
  }

  /** What it has said, the last lines of it. Empty when there is no such container. */
  async logs({ tail }: { tail: number }, { signal }: Context): Promise<Output> {
    const what = { stdout: true, stderr: true, follow: false, tail } as const;
    const frames = await accepting([missing], orAborted(this.#container.logs(what), signal));
    return takeApart(frames ?? Buffer.alloc(0));
  }

  get #container(): Dockerode.Container {
    return this.#engine.client.container.getById(this.containerName);
  }

  async #inspect({ signal }: Context): Promise<Dockerode.ContainerInspectInfo | undefined> {
    return await accepting([missing], this.#container.inspect({ abortSignal: signal }));
  }

  async #do(
    { signal }: Context,
    statuses: readonly number[],
    work: (options: { abortSignal: AbortSignal }) => Promise<unknown>,
  ): Promise<void> {
    signal.throwIfAborted();
    await accepting(statuses, work({ abortSignal: signal }));
  }
}
