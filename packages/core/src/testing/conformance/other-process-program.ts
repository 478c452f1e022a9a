/** Started by `inOtherProcess`: does one job with a plugin, tells what it found, and ends when nothing keeps it alive. */
import process from "node:process";
import { silentLogger, withDeadline, type Surroundings } from "../../context.js";
import { systemClock } from "../../clock.js";
import { reasonOf } from "./demand.js";
import type { OtherProcessAnswer, OtherProcessFindings, OtherProcessJob } from "./other-process.js";
import { seededRandom } from "../../random.js";
import type { EvalSubject } from "../../subject.js";

process.once("message", (job: OtherProcessJob) => void reply(job));

async function reply(job: OtherProcessJob): Promise<void> {
  const answer: OtherProcessAnswer = await work(job).then(
    (findings) => ({ findings }),
    (error: unknown) => ({ error: reasonOf(error) }),
  );
  // The channel would keep this process alive; whatever else does is a fault of the plugin.
  process.send?.(answer, () => process.disconnect());
}

async function work({ plugin, attach, ms }: OtherProcessJob): Promise<OtherProcessFindings> {
  const before = process.getActiveResourcesInfo();
  const { default: subject } = (await import(plugin)) as { default: EvalSubject };
  const left = without(process.getActiveResourcesInfo(), before);
  const nothing: OtherProcessFindings = { left, attached: false, status: null, inForce: null };
  if (!attach) return nothing;
  const { clusterId, handle, cleanup } = attach;
  const random = seededRandom("another process");
  const surroundings: Surroundings = { clusterId, random, clock: systemClock, log: silentLogger };
  return withDeadline(surroundings, { doing: "the work of the other process", ms }, async (context) => {
    const cluster = await subject.attach(handle, context);
    if (!cluster) return nothing;
    try {
      const chaos = cleanup && subject.chaos[cleanup.chaosType];
      if (chaos) await chaos.cleanup(cluster, cleanup.plan, context);
      const inForce = chaos ? await chaos.inForce(cluster, cleanup.plan, context) : null;
      return { left, attached: true, status: (await cluster.observe(context)).status, inForce };
    } finally {
      await cluster[Symbol.asyncDispose]();
    }
  });
}

/** The kinds that are there more often than before. */
function without(kinds: readonly string[], before: readonly string[]): string[] {
  const rest = [...before];
  return kinds.filter((kind) => {
    const index = rest.indexOf(kind);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
