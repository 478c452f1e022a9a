import type { CheckDraft } from "./check-draft.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { demand, fail } from "./demand.js";
import { Fault, type FaultCase } from "./fault.js";
import { inOtherProcess } from "./other-process.js";
import type { Station } from "./station.js";

/** Clean-up and reset in every order that a crash, an operator or a second attempt can bring about. */
export function cleanupChecks(at: FaultCase, settings: ConformanceSettings): CheckDraft[] {
  const draft = (what: string, run: CheckDraft["run"]): CheckDraft => ({
    name: `${at.title}: ${what}`,
    chaosType: at.chaosType,
    run: async (station) => {
      await station.requireHost(at.chaos.needs ?? []);
      await run(station);
    },
  });
  return [
    draft("cleanup restores, and again changes nothing", async (station) => {
      const fault = await injected(station, at);
      await fault.cleanup("of a fault in force");
      await station.changesNothing(fault.cluster, "a second clean-up", () => fault.cleanup("once more"));
    }),
    draft("cleanup without an injection changes nothing", async (station) => {
      const cluster = await station.cleanCluster();
      const fault = await Fault.planned(station, at, cluster);
      await station.changesNothing(cluster, "a clean-up without injection", () =>
        fault.cleanup("without an injection"),
      );
    }),
    draft("cleanup restores after an injection cut short", injectionCutShort(at)),
    settings.plugin === null
      ? draft("cleanup restores through another attachment", (station) => throughAttachment(station, at))
      : draft("cleanup restores from another process", (station) => fromOtherProcess(station, at)),
    draft("reset gives a fresh cluster with the fault in force", async (station) => {
      const fault = await injected(station, at);
      await station.resetCluster();
      await fault.demandInForce("absent", "after a reset");
    }),
  ];
}

async function injected(station: Station, at: FaultCase): Promise<Fault> {
  const fault = await Fault.planned(station, at, await station.ownCluster());
  await fault.inject();
  return fault;
}

/** Of the time that a whole injection takes. */
const moments = [0.5];

function injectionCutShort(at: FaultCase): CheckDraft["run"] {
  return async (station) => {
    const fault = await Fault.planned(station, at, await station.ownCluster());
    const began = station.clock.now();
    await fault.inject();
    const tookMs = station.clock.now() - began;
    await fault.cleanup("of a fault in force");
    for (const moment of moments) {
      await fault.beginInjecting(tookMs * moment);
      await fault.cleanup(`of an injection cut short at ${moment * 100} % of its time`);
    }
  };
}

async function throughAttachment(station: Station, at: FaultCase): Promise<void> {
  const fault = await injected(station, at);
  const attached = await station.attach(fault.cluster.handle);
  if (!attached) fail("attach found nothing of a cluster with a fault in force");
  try {
    await fault.from(attached).cleanup("through another attachment");
  } finally {
    await attached[Symbol.asyncDispose]();
  }
  await fault.isGone("after a clean-up through another attachment");
}

async function fromOtherProcess(station: Station, at: FaultCase): Promise<void> {
  const fault = await injected(station, at);
  const findings = await inOtherProcess({
    plugin: station.settings.plugin ?? "",
    attach: {
      clusterId: station.clusterId,
      handle: fault.cluster.handle,
      cleanup: { chaosType: at.chaosType, plan: fault.plan },
    },
    ms: station.settings.timing.callMs,
  });
  demand(findings.attached, "in another process attach found nothing of a cluster with a fault in force");
  await fault.isGone("after a clean-up from another process");
}
