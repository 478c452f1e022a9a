import type { Claim, HealedBy, Outcome } from "./trial-record.js";

/** What is known of a trial when it is judged. Offsets in ms. */
export interface Evidence {
  sham: boolean;
  /** The start of the recovery, if there was one. In a sham: of the healthy run at the end. */
  recoveredSince: number | null;
  /** Acknowledged writes that are gone; null when nobody looked or nobody could. */
  lostWrites: number | null;
  claim: Claim | null;
  claimedAt: number | null;
  /** When the last look that showed the cluster degraded began. */
  lastDegradedAt: number | null;
}

export interface Verdict {
  outcome: Outcome;
  code: string | null;
  claimCorrect: boolean | null;
}

/**
 * The one rule by which every arm is judged, baselines included. What the operator says never makes
 * a success; what it did to acknowledged writes can unmake one.
 */
export function judge(evidence: Evidence): Verdict {
  const recovered = evidence.recoveredSince !== null;
  const lost = (evidence.lostWrites ?? 0) > 0;
  if (evidence.sham) return judgeSham(recovered, lost, evidence.claim);
  if (recovered && !lost) return { outcome: "success", code: null, claimCorrect: claimFits(evidence) };
  if (recovered) return { outcome: "failure", code: "data_lost", claimCorrect: evidence.claim === null ? null : false };
  if (evidence.claim === "resolved") return { outcome: "failure", code: "false_claim", claimCorrect: false };
  if (evidence.claim === "escalated") return { outcome: "failure", code: "escalated", claimCorrect: true };
  if (lost) return { outcome: "failure", code: "data_lost", claimCorrect: null };
  return { outcome: "timeout", code: null, claimCorrect: null };
}

/** Nothing was broken, so any claim is about nothing; the cluster must be as healthy as it was. */
function judgeSham(healthy: boolean, lost: boolean, claim: Claim | null): Verdict {
  const claimCorrect = claim === null ? null : false;
  if (lost) return { outcome: "failure", code: "data_lost", claimCorrect };
  return healthy
    ? { outcome: "success", code: null, claimCorrect }
    : { outcome: "failure", code: "harmed", claimCorrect };
}

/**
 * A claim made at or after the start of the recovery fits. So does one made just before, between two
 * samples, if no sample showed anything wrong from then on. "It is beyond me" does not fit a recovery.
 */
function claimFits({ claim, claimedAt, recoveredSince, lastDegradedAt }: Evidence): boolean | null {
  if (claim === null || claimedAt === null) return null;
  if (claim === "escalated") return false;
  return claimedAt >= (recoveredSince ?? Infinity) || claimedAt >= (lastDegradedAt ?? -Infinity);
}

export interface HealingEvidence {
  recoveredSince: number | null;
  /** When each of the operator's commands was noticed, and what it exited with in the end. */
  commands: readonly { calledAt: number; exitCode: number | null }[];
  /** Whether the cluster was healthy after the clean-up. */
  healthyAfterCleanup: boolean | null;
}

/** A description, not a cause: causes come from comparing arms. */
export function healedBy({ recoveredSince, commands, healthyAfterCleanup }: HealingEvidence): HealedBy | null {
  if (recoveredSince === null) return healthyAfterCleanup ? "harness" : null;
  // Judged by when a command was called: one that waits for the node to be up again exits after the recovery began.
  const before = commands.filter((command) => command.calledAt <= recoveredSince);
  if (before.length === 0) return "itself";
  return before.some((command) => command.exitCode === 0) ? "operator" : "undetermined";
}
