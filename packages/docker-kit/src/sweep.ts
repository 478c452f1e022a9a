import type { Context } from "@eval/core";
import { belongingTo, type Belongings } from "./belongings.js";
import { connectEngine, type Engine } from "./engine.js";
import { carrying } from "./labels.js";
import { accepting, allSettled } from "./outcome.js";

const lookAgainMs = 20;
/** An engine finishes what somebody asked of it who has been killed since. */
const finishesMs = 500;
/** Gone already, or being removed by somebody else. */
const onTheWayOut = [404, 409];

/** Removes whatever carries the cluster's id, however little of it was made, and what others attached to it. Idempotent. */
export async function sweepCluster(clusterId: string, context: Context): Promise<void> {
  const engine = await connectEngine(context);
  await removeAll(engine, clusterId, context);
  await context.clock.sleep(finishesMs, context.signal);
  await removeAll(engine, clusterId, context);
}

/** Containers, then networks and volumes; looks again until there is nothing, or the context's deadline. */
export async function removeAll(engine: Engine, clusterId: string, context: Context): Promise<void> {
  for (;;) {
    const found = await belongings(engine, clusterId, context);
    if (isNothing(found)) return;
    await removeContainers(
      engine,
      found.containers.map(({ Id }) => Id),
      context,
    );
    await allSettled([
      ...found.networks.map((name) => removing(engine.docker.getNetwork(name).remove(abortable(context)))),
      ...found.volumes.map((name) => removing(engine.docker.getVolume(name).remove(abortable(context)))),
    ]);
    if (isNothing(await belongings(engine, clusterId, context))) return;
    await context.clock.sleep(lookAgainMs, context.signal);
  }
}

/** By SIGKILL, side by side. */
export async function removeContainers({ docker }: Engine, ids: readonly string[], context: Context): Promise<void> {
  const how = { force: true, v: true, ...abortable(context) };
  await allSettled(ids.map((id) => removing(docker.getContainer(id).remove(how))));
}

/** Everything of a cluster that the engine has now. */
export async function belongings(
  engine: Engine,
  clusterId: string,
  { signal }: Pick<Context, "signal">,
): Promise<Belongings> {
  const labelled = { filters: carrying(clusterId), abortSignal: signal };
  const [all, nets, vols] = await Promise.all([
    engine.docker.listContainers({ all: true, abortSignal: signal }),
    engine.docker.listNetworks(labelled),
    engine.docker.listVolumes(labelled),
  ]);
  const networks = nets.map(({ Name }) => Name);
  const volumes = vols.Volumes.map(({ Name }) => Name);
  return { containers: belongingTo({ clusterId, networks, volumes }, all), networks, volumes };
}

function isNothing({ containers, networks, volumes }: Belongings): boolean {
  return containers.length + networks.length + volumes.length === 0;
}

async function removing(work: Promise<unknown>): Promise<void> {
  await accepting(onTheWayOut, work);
}

function abortable({ signal }: Context): { abortSignal: AbortSignal } {
  return { abortSignal: signal };
}
