import type { JsonObject } from "../../json.js";
import type { Briefing, Cluster, Observation } from "../../subject.js";
import { demandSnakeCase } from "./description-checks.js";
import type { CheckDraft } from "./check-draft.js";
import { demand, demandJson } from "./demand.js";
import { Fault, type FaultCase } from "./fault.js";
import type { Station } from "./station.js";

export function injectCheck(at: FaultCase): CheckDraft {
  const { symptom } = at.chaos;
  return {
    name: `${at.title}: inject brings it into force, measured, and ${symptom ? "it shows in time" : "it never shows"}`,
    chaosType: at.chaosType,
    run: async (station) => {
      await station.requireHost(at.chaos.needs ?? []);
      const cluster = await station.ownCluster();
      const briefing = await station.briefing(cluster);
      const fault = await Fault.planned(station, at, cluster);
      await fault.demandInForce("absent", "before the injection");
      const metadata = await fault.inject();
      const injectedAt = station.clock.now();
      await fault.demandInForce("present", "right after the injection");
      if (symptom) await showsWithin(station, { cluster, briefing, until: injectedAt + symptom.withinMs });
      else await neverShows(station, { cluster, briefing, until: injectedAt + station.settings.timing.horizonMs });
      repairsAreSound(fault, metadata, briefing);
    },
  };
}

interface Watch {
  cluster: Cluster;
  briefing: Briefing;
  /** On the station's clock, in ms. */
  until: number;
}

/** Between two looks, in ms. */
const lookAgainMs = 25;

async function showsWithin(station: Station, watch: Watch): Promise<void> {
  let last: Observation | undefined;
  // A look counts by when it began: how long it takes says nothing about the fault.
  for (let began = station.clock.now(); began <= watch.until; began = station.clock.now()) {
    last = await look(station, watch);
    if (last.status === "degraded") return;
    await station.clock.sleep(lookAgainMs, station.signal);
  }
  demand(
    false,
    `observe did not show it in the time promised by \`symptom\`; the last look was ${last?.status ?? "none"}`,
  );
}

async function neverShows(station: Station, watch: Watch): Promise<void> {
  while (station.clock.now() <= watch.until) {
    const { status, problems } = await look(station, watch);
    const keys = problems.map(({ key }) => key).join(", ");
    demand(status !== "degraded", `it shows (${keys}), but declares no \`symptom\``);
    await station.clock.sleep(station.settings.timing.observeMs, station.signal);
  }
}

/** One observation, proved well-formed. */
async function look(station: Station, { cluster, briefing }: Watch): Promise<Observation> {
  const observation = await station.call("observing while the fault is in force", (context) =>
    cluster.observe(context),
  );
  demandJson(observation, "the observation");
  const { status, problems } = observation;
  demand(["healthy", "degraded", "unknown"].includes(status), `observe answers with the status ${status}`);
  demand(status !== "degraded" || problems.length > 0, "observe finds it degraded without naming a problem");
  const keys = problems.map(({ key }) => key);
  demand(new Set(keys).size === keys.length, `one observation has two problems of one key: ${keys.join(", ")}`);
  const nodes = briefing.nodes.map(({ name }) => name);
  for (const { key, target, message, severity } of problems) {
    demand(target === null || nodes.includes(target), `the problem ${key} concerns ${target}, no node of the briefing`);
    demand(message !== "", `the problem ${key} has no message`);
    demand(["warning", "critical"].includes(severity), `the problem ${key} has the severity ${severity}`);
  }
  return observation;
}

function repairsAreSound(fault: Fault, metadata: JsonObject, briefing: Briefing): void {
  const { chaos } = fault.at;
  const remedy = chaos.remedy(fault.plan, metadata, briefing);
  demandJson(remedy, "the remedy");
  demand(remedy.length > 0 || fault.selfHeals, "there is no remedy, but it does not heal by itself");
  const wrongFixes = chaos.wrongFixes?.(fault.plan, metadata, briefing) ?? [];
  demandJson(wrongFixes, "the list of wrong fixes");
  fault.at.wrongFixes = wrongFixes;
  const names = wrongFixes.map(({ name }) => name);
  demand(new Set(names).size === names.length, `two wrong fixes share a name: ${names.join(", ")}`);
  for (const { name, why, commands } of wrongFixes) {
    demandSnakeCase(name, "the wrong fix");
    demand(why !== "", `the wrong fix ${name} does not say why it is wrong`);
    demand(commands.length > 0, `the wrong fix ${name} has no commands`);
  }
}
