import type { Json, JsonObject, Problem } from "@eval/core";
import type { PdView } from "./pd/pd-view.js";
import { millisecondsOf, truthOf } from "./pd/quantities.js";
import { scheduling } from "./pd-config.js";
import { problem } from "./problem.js";

/** Without these PD neither spreads leaders nor replicas. */
export const neededSchedulers = ["balance-leader-scheduler", "balance-region-scheduler"] as const;

/**
 * Beginnings of the names of what PD runs only if somebody added it, to keep leaders or replicas from where they belong
 * or to move them about. Anything else is left alone: every release brings some that PD starts by itself.
 */
const addedByHand = [
  "evict-leader-scheduler",
  "grant-leader-scheduler",
  "grant-hot-region-scheduler",
  "balance-range-scheduler",
  "label-scheduler",
  "random-merge-scheduler",
  "scatter-range",
  "shuffle-hot-region-scheduler",
  "shuffle-leader-scheduler",
  "shuffle-region-scheduler",
] as const;

/** Where PD decides about leaders and replicas otherwise than the cluster was set up to. Pure. */
export function schedulingProblems({ config, schedulers }: Pick<PdView, "config" | "schedulers">): Problem[] {
  return [...(config ? settingProblems(config) : []), ...(schedulers ? schedulerProblems(schedulers) : [])];
}

function settingProblems(config: NonNullable<PdView["config"]>): Problem[] {
  if (truthOf(config.schedule["halt-scheduling"]) === true) {
    return [
      problem("scheduling_halted", null, "warning", "scheduling is halted: lost replicas are not made again"),
      ...settingsOff(config).filter(({ key }) => !key.endsWith("halt-scheduling")),
    ];
  }
  return settingsOff(config);
}

function settingsOff(config: NonNullable<PdView["config"]>): Problem[] {
  return (["schedule", "replication"] as const).flatMap((section) => {
    const wanted: JsonObject = scheduling[section];
    return Object.entries(wanted).flatMap(([name, value]) => {
      const found = config[section][name];
      // What a release does not show it does not have.
      if (found === undefined || isSame(found, value)) return [];
      const words = `${section}.${name} is ${JSON.stringify(found)}, configured is ${JSON.stringify(value)}`;
      return [{ key: `setting:${section}.${name}`, target: null, severity: "warning" as const, message: words }];
    });
  });
}

function isSame(found: Json, wanted: Json): boolean {
  if (typeof wanted === "boolean") return truthOf(found) === wanted;
  if (typeof wanted === "string") return millisecondsOf(found) === millisecondsOf(wanted);
  return found === wanted;
}

function schedulerProblems(schedulers: readonly string[]): Problem[] {
  const missing = neededSchedulers.filter((name) => !schedulers.includes(name));
  const unexpected = schedulers.filter((name) => addedByHand.some((beginning) => name.startsWith(beginning)));
  return [
    ...missing.map((name) => of("scheduler_missing", name, `PD runs without ${name}`)),
    ...unexpected.map((name) => of("scheduler_unexpected", name, `PD runs ${name}, which was added to it`)),
  ];
}

/** About a scheduler, which is no node. */
function of(invariant: string, name: string, message: string): Problem {
  return { key: `${invariant}:${name}`, target: null, severity: "warning", message };
}
