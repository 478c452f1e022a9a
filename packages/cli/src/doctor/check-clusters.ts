import { counted, systemClock, type EvalSubject } from "@eval/core";
import { clustersOnHost } from "../aftermath/sweep-cluster.js";
import { commandLine } from "../text/command-line.js";
import type { Check } from "./check.js";

/** Tells of clusters that are on this host, as information: they may be in use. Empty where there are none. */
export async function checkClusters(
  subject: EvalSubject,
  { specifier, program }: { specifier: string; program: string },
): Promise<Check[]> {
  // What keeps them from being listed is among what the host lacks.
  const clusters = (await clustersOnHost(subject, systemClock).catch(() => null)) ?? [];
  if (clusters.length === 0) return [];
  const [oldest] = clusters.flatMap(({ since }) => since ?? []).toSorted();
  const age = oldest === undefined ? "" : clusters.length === 1 ? `, since ${oldest}` : `, the oldest since ${oldest}`;
  const are = clusters.length === 1 ? "is" : "are";
  return [
    {
      name: `${subject.name}: clusters`,
      status: "ok",
      needed: false,
      detail: `${counted(clusters.length, "cluster")} of ${subject.name} ${are} on this host${age}`,
      todo: `To see which, and whether anything explains them: ${commandLine(program, ["sweep", "--plugin", specifier])}`,
    },
  ];
}
