import type { Cluster } from "../../subject.js";
import type { CheckDraft } from "./check-draft.js";
import { demand } from "./demand.js";
import type { Station } from "./station.js";

/** What is measured of a healthy cluster: its state, and what becomes of clients' writes. */
export function dataChecks(): CheckDraft[] {
  return [
    {
      name: "an untouched cluster keeps its fingerprint",
      chaosType: null,
      run: async (station) => {
        const holds = await station.fingerprintHolds(await station.cleanCluster());
        demand(
          holds,
          "two looks at an untouched cluster give two fingerprints: there is a time, a position or an id in it",
        );
      },
    },
    {
      name: "acknowledged writes can be told from those never made",
      chaosType: null,
      run: async (station) => {
        const cluster = await writtenTo(station);
        const lost = await lostOf(station, cluster, [...values, neverWritten]);
        const wrong = lost.filter((value) => values.includes(value));
        demand(wrong.length === 0, `on a healthy cluster lost names acknowledged writes: ${wrong.join(", ")}`);
        demand(lost.includes(neverWritten), "lost does not name a value that was never written: it names none");
      },
    },
    {
      name: "reset forgets earlier writes, whose numbers the next trial uses again",
      chaosType: null,
      run: async (station) => {
        const cluster = await writtenTo(station);
        await station.call("resetting", (context) => cluster.reset(context));
        await station.becomesHealthy(cluster, "after a reset");
        const lost = await lostOf(station, cluster, values);
        const kept = values.filter((value) => !lost.includes(value));
        demand(kept.length === 0, `after a reset there are still the writes ${kept.join(", ")}`);
      },
    },
  ];
}

const values: readonly number[] = [1, 2, 3, 4, 5];
const neverWritten = 1_000_000;

async function writtenTo(station: Station): Promise<Cluster> {
  const seen = await station.cleanCluster();
  if (!seen.probe || !seen.lost) station.skip("the cluster has no `probe` or no `lost`");
  const cluster = await station.ownCluster();
  for (const value of values) {
    await station.call(`writing ${value}`, async (context) => cluster.probe?.(value, context));
  }
  return cluster;
}

async function lostOf(station: Station, cluster: Cluster, asked: readonly number[]): Promise<readonly number[]> {
  return station.call("asking which writes are lost", async (context) => (await cluster.lost?.(asked, context)) ?? []);
}
