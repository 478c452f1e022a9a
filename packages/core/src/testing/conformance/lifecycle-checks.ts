import { randomUUID } from "node:crypto";
import type { Json } from "../../json.js";
import type { Cluster } from "../../subject.js";
import type { CheckDraft } from "./check-draft.js";
import type { ConformanceSettings } from "./conformance-options.js";
import { demand, demandEqual, demandJson, fail } from "./demand.js";
import { inOtherProcess } from "./other-process.js";
import { settleMs, type Station } from "./station.js";

/** A cluster's coming and going. */
export function lifecycleChecks({ plugin, timing }: ConformanceSettings): CheckDraft[] {
  const draft = (name: string, run: CheckDraft["run"], skipped?: string): CheckDraft => ({
    name,
    chaosType: null,
    ...(skipped === undefined ? {} : { skipped }),
    run,
  });
  return [
    draft("a fresh cluster becomes healthy and tells operators where it is", async (station) => {
      const cluster = await station.cleanCluster();
      demandJson(cluster.handle, "the handle");
      const briefing = await station.briefing(cluster);
      demandJson(briefing, "the briefing");
      const names = briefing.nodes.map(({ name }) => name);
      demand(names.length > 0 && new Set(names).size === names.length, `nodes are not told apart: ${names.join(", ")}`);
      demand(briefing.summary !== "", "the briefing has no summary");
    }),
    draft("attaching finds the same cluster, and disposal lets go of no more than the attachment", async (station) => {
      const cluster = await station.cleanCluster();
      const attached = await station.attach(cluster.handle);
      if (!attached) fail("attach found nothing of a cluster that is there");
      demandEqual(attached.handle, cluster.handle, "the attached cluster has another handle");
      if (await station.fingerprintHolds(cluster)) {
        const wanted = await station.fingerprint(cluster);
        demandEqual(await station.fingerprint(attached), wanted, "the attached cluster has another fingerprint");
      }
      await station.call("disposing of the attachment", () => Promise.resolve(attached[Symbol.asyncDispose]()));
      await station.becomesHealthy(cluster, "after an attachment was disposed of");
    }),
    draft(
      "another process attaches, and ends once it has let go",
      async (station) => {
        const { handle } = await station.cleanCluster();
        const attach = { clusterId: station.clusterId, handle };
        const findings = await inOtherProcess({ plugin: plugin ?? "", attach, ms: timing.callMs });
        demand(findings.attached, "in another process attach found nothing of a cluster that is there");
        demand(findings.status === "healthy", `another process saw the cluster ${findings.status}`);
      },
      plugin === null ? "needs the suite's option `plugin`" : undefined,
    ),
    draft("destroy removes the cluster and no other, and again does nothing", async (station) => {
      const neighbour = await station.cleanCluster();
      await withNewCluster(station, async ({ cluster, clusterId }) => {
        const { handle } = cluster;
        for (const time of ["destroying", "destroying once more"]) {
          await station.call(time, (context) => cluster.destroy(context), { clusterId });
        }
        await demandGone(station, { clusterId, handle }, "after destroy");
      });
      await station.becomesHealthy(neighbour, "after another one was destroyed");
    }),
    draft("sweep alone removes the cluster and no other, and again does nothing", async (station) => {
      const neighbour = await station.cleanCluster();
      await withNewCluster(station, async ({ cluster, clusterId }) => {
        const { handle } = cluster;
        await station.call("disposing of the cluster", () => Promise.resolve(cluster[Symbol.asyncDispose]()));
        demand((await isListed(station, clusterId)) !== false, "listClusters leaves out a cluster that is there");
        await sweep(station, clusterId);
        await demandGone(station, { clusterId, handle }, "after sweep");
        await sweep(station, clusterId);
      });
      await station.becomesHealthy(neighbour, "after another one was swept");
    }),
    draft("a create cut short at any moment leaves nothing that sweep does not find", createCutShort),
  ];
}

/** Last of all: the suite's own clusters. */
export const nothingRemains: CheckDraft = {
  name: "nothing remains of the clusters of these checks",
  chaosType: null,
  place: "last",
  run: async (station) => {
    for (const clusterId of await station.close()) await demandGone(station, { clusterId }, "at the end");
  },
};

/** Of the time that a whole create takes. */
const moments = [0, 0.1, 0.3, 0.5, 0.7, 0.9];

async function createCutShort(station: Station): Promise<void> {
  const whole = await withNewCluster(station, async ({ cluster, ...known }) => ({ ...known, handle: cluster.handle }));
  for (const moment of moments) {
    const clusterId = await newClusterId(station);
    let atWork = false;
    const create = async () => {
      const cut = { clusterId, ms: whole.createMs * moment, settleMs };
      const cluster = await station.call(
        "creating",
        (context) => {
          atWork = true;
          return station.subject.create(station.settings.options, context).finally(() => (atWork = false));
        },
        cut,
      );
      await cluster[Symbol.asyncDispose]();
    };
    await create().catch(() => station.signal?.throwIfAborted());
    const when = `after a create cut short at ${Math.round(moment * 100)} % of its time`;
    demand(!atWork, `${when} it was still at work ${settleMs} ms later`);
    await sweep(station, clusterId);
    // A handle is made of names, so the one that this cluster would have had can be guessed.
    const handle = JSON.parse(JSON.stringify(whole.handle).replaceAll(whole.clusterId, clusterId)) as Json;
    await demandGone(station, { clusterId, handle }, `${when} and a sweep`);
  }
}

interface NewCluster {
  cluster: Cluster;
  clusterId: string;
  createMs: number;
}

/** Gives the work a new cluster, healthy, and sweeps it away afterwards, whatever came of it. */
async function withNewCluster<T>(station: Station, work: (made: NewCluster) => Promise<T>): Promise<T> {
  const clusterId = await newClusterId(station);
  const { subject, settings, clock } = station;
  const began = clock.now();
  try {
    const cluster = await station.call("creating a cluster", (context) => subject.create(settings.options, context), {
      clusterId,
      settleMs,
    });
    const createMs = clock.now() - began;
    try {
      await station.becomesHealthy(cluster, "after its creation");
      return await work({ cluster, clusterId, createMs });
    } finally {
      await cluster[Symbol.asyncDispose]();
    }
  } finally {
    await sweep(station, clusterId);
  }
}

/** Nothing carries the id any more, as far as anybody can tell. */
async function demandGone(station: Station, gone: { clusterId: string; handle?: Json }, when: string): Promise<void> {
  const { leftovers } = station.settings;
  if (leftovers) {
    const left = await leftovers(gone.clusterId);
    demand(left.length === 0, `${when} there is left: ${left.join(", ")}`);
  }
  demand((await isListed(station, gone.clusterId)) !== true, `${when} listClusters still names it`);
  if (gone.handle === undefined) return;
  const attached = await station.attach(gone.handle, gone.clusterId);
  await attached?.[Symbol.asyncDispose]();
  demand(attached === undefined, `${when} attach still finds the cluster`);
}

/** Undefined where the subject cannot list clusters. */
async function isListed(station: Station, clusterId: string): Promise<boolean | undefined> {
  const { subject } = station;
  if (subject.listClusters === undefined) return undefined;
  const listed = await station.call("listing clusters", async (context) => await subject.listClusters?.(context), {
    clusterId,
  });
  return listed?.some((cluster) => cluster.clusterId === clusterId);
}

function sweep(station: Station, clusterId: string): Promise<void> {
  return station.call("sweeping", (context) => station.subject.sweep(clusterId, context), { clusterId });
}

async function newClusterId({ settings }: Station): Promise<string> {
  const clusterId = randomUUID().replaceAll("-", "").slice(0, 12);
  await settings.onCluster(clusterId);
  return clusterId;
}
