import type { StoredTrial } from "@eval/store";
import type { TrialRecord } from "@eval/core";
import { claimText } from "../run/summarise-arm.js";
import { outcomeText } from "../run/trial-line.js";
import { durationOrDash } from "../text/duration.js";
import { printableLine } from "../text/printable.js";
import { formatTable } from "../text/table.js";

/** What both a stored trial and one that was run just now have. */
type Trial = Omit<StoredTrial, "id" | "campaignId"> | TrialRecord;

/** Whether the fault was planned alike; null while one of them has no plan. */
export function samePlan(then: Pick<Trial, "planDigest">, now: Pick<Trial, "planDigest">): boolean | null {
  if (then.planDigest === null || now.planDigest === null) return null;
  return then.planDigest === now.planDigest;
}

/** Two trials, figure by figure. */
export function sideBySide(then: Trial, now: Trial): string {
  return formatTable(figures, [
    { title: "", cell: ({ name }) => name },
    { title: "then", cell: ({ of }) => of(then) },
    { title: "now", cell: ({ of }) => of(now) },
  ]);
}

const figures: readonly { name: string; of: (trial: Trial) => string }[] = [
  { name: "started", of: ({ startedAt }) => startedAt.slice(0, 19).replace("T", " ") },
  { name: "outcome", of: outcomeText },
  { name: "plan", of: ({ planDigest }) => planDigest?.slice(0, 12) ?? "-" },
  { name: "detected after", of: ({ detectedAfterMs }) => durationOrDash(detectedAfterMs) },
  { name: "claim", of: claimText },
  { name: "recovered after", of: ({ recoveredAfterMs }) => durationOrDash(recoveredAfterMs) },
  { name: "healed by", of: ({ healedBy }) => healedBy ?? "-" },
  { name: "unavailable", of: ({ unavailableMs }) => durationOrDash(unavailableMs) },
  { name: "failed probes", of: ({ probeFailures, probeCount }) => `${probeFailures ?? 0} of ${probeCount ?? 0}` },
  { name: "probe p99", of: ({ probeP99Ms }) => durationOrDash(probeP99Ms) },
  { name: "lost writes", of: ({ lostWrites }) => String(lostWrites ?? "-") },
  { name: "commands", of: ({ commands }) => String(commands.length) },
  { name: "false tickets", of: ({ falseTickets }) => String(falseTickets ?? 0) },
  { name: "stand-in", of: ({ standIn }) => (standIn === null ? "-" : standIn ? "yes" : "no") },
  { name: "harness", of: ({ versions }) => versionText(versions, "harness") },
  { name: "subject", of: ({ versions }) => versionText(versions, "subject") },
];

function versionText(versions: Trial["versions"], name: string): string {
  const version = versions?.[name];
  return typeof version === "string" ? printableLine(version, 30) : "-";
}
