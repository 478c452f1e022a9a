import { counted } from "@eval/core";
import type { CheckSettlement } from "../plugin/settle-checks.js";
import { commandLine } from "../text/command-line.js";
import { formatDuration } from "../text/duration.js";
import { printableLine } from "../text/printable.js";
import { formatTable } from "../text/table.js";
import type { Settlement } from "./settle-remains.js";
import type { FoundCluster } from "./unexplained-clusters.js";

/** What a sweep did. */
export interface Swept {
  /** Null where there was none. */
  db: string | null;
  settlements: readonly Settlement[];
  /** As it was named. */
  plugin: string | null;
  checks: readonly CheckSettlement[];
  /** Null where no plugin was named, or it cannot list its clusters. */
  clusters: readonly FoundCluster[] | null;
}

interface Told {
  program: string;
  subject: string;
  now: Date;
}

export function sweepPage(swept: Swept, told: Told): string {
  const { settlements, plugin, checks } = swept;
  const done = [...settlements, ...checks];
  const count = (did: string) => done.filter((one) => one.did === did).length;
  const counts =
    done.length === 0
      ? "Nothing to clean up.\n"
      : `${leftText(settlements)}${leftByChecks(checks)}${count("settled")} cleaned up, ${count("left")} left alone, ${count("failed")} failed.\n`;
  if (plugin === null) return counts;
  const recorded = swept.db === null && done.length === 0 ? "" : counts;
  return `${recorded}${clustersText({ ...swept, plugin }, told)}`;
}

function leftText(settlements: readonly Settlement[]): string {
  return settlements
    .filter(({ did }) => did === "left")
    .map(({ trialId, campaignId, clusterId, why }) =>
      printableLine(`left alone: trial ${trialId} of campaign ${campaignId}, cluster ${clusterId}: ${why}`, 300),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function leftByChecks(checks: readonly CheckSettlement[]): string {
  return checks
    .filter(({ did }) => did === "left")
    .map(({ clusterIds, why }) => printableLine(`left alone: ${clusterIds.join(", ")}: ${why}`, 300))
    .map((line) => `${line}\n`)
    .join("");
}

function clustersText(
  { clusters, plugin, db }: Pick<Swept, "clusters" | "db"> & { plugin: string },
  { program, subject, now }: Told,
): string {
  const again = (...args: string[]) => commandLine(program, ["sweep", "--plugin", plugin, ...args]);
  if (clusters === null) {
    return `${printableLine(subject)} cannot list its clusters. One whose id is known: ${again("--cluster", "ID")}\n`;
  }
  const those = (did: FoundCluster["did"]) => clusters.filter((cluster) => cluster.did === did);
  const outcomes = clusters
    .filter(({ did }) => did !== "found")
    .map(
      ({ clusterId, did, why }) =>
        `${printableLine(`${clusterId}: ${outcomeTexts[did]}${why ? `: ${why}` : ""}`, 300)}\n`,
    );
  const found = those("found");
  if (found.length === 0) {
    return clusters.length > 0
      ? outcomes.join("")
      : `There is no ${db === null ? "" : "other "}cluster of ${subject} here.\n`;
  }
  const are = found.length === 1 ? "is" : "are";
  return [
    ...outcomes,
    `${counted(found.length, "cluster")} of ${printableLine(subject)} ${are} on this host that no record explains${db === null ? " (there is no database here)" : ""}:\n\n`,
    formatTable(found, [
      { title: "cluster", cell: ({ clusterId }) => printableLine(clusterId, 60) },
      { title: "since", cell: ({ since }) => since ?? "unknown" },
      {
        title: "age",
        cell: ({ since }) => (since === null ? "-" : formatDuration(Math.max(0, +now - Date.parse(since)))),
      },
    ]),
    "\nA harness with another database may be using them. If none is:\n",
    `  ${again("--force")}\n`,
    `  ${again("--cluster", found[0]?.clusterId ?? "ID")}\n`,
  ].join("");
}

const outcomeTexts = {
  found: "found",
  removed: "removed",
  left: "left alone",
  failed: "could not be removed",
} as const;
