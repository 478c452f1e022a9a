import { findRoot } from "./find-root.js";
import { mcnemar } from "./mcnemar.js";
import { quantilesOf, type Sureness } from "./sample-size.js";
import { scoreTest } from "./score-difference.js";

/**
 * The smallest difference of two success rates that so many trials show with the given power. The inverse of
 * `trialsPerArm`, for arms of any sizes. Null when not even all successes against none would be significant.
 *
 * `reference` is the rate to differ from; the answer is then the smaller of what a rise and a fall must measure,
 * null when neither fits into [0, 1]. Without it the two rates stand around one half, where it is hardest.
 */
export function detectableDifference(
  n: { first: number; second: number },
  { reference, ...sureness }: Sureness & { reference?: number } = {},
): number | null {
  const { first, second } = n;
  const extreme = { first: { successes: first, n: first }, second: { successes: 0, n: second } };
  if (first === 0 || second === 0 || scoreTest([extreme]) >= alphaOf(sureness)) return null;
  if (reference === undefined) return smallest(1, (d) => shortfall(n, 0.5 - d / 2, 0.5 + d / 2, sureness));
  const rise = smallest(1 - reference, (d) => shortfall(n, reference, reference + d, sureness));
  const fall = smallest(reference, (d) => shortfall(n, reference, reference - d, sureness));
  return rise === null || fall === null ? (rise ?? fall) : Math.min(rise, fall);
}

/**
 * The same for pairs, the inverse of `pairsNeeded`. `discordant` is the share of pairs in which one alone succeeds;
 * without it, it is that of two unrelated arms around one half, (1 + d²)/2 for a difference d: pairs that have
 * something in common show less than that difference. Null when it cannot be shown at all.
 */
export function detectablePairedDifference(
  pairs: number,
  { discordant, ...sureness }: Sureness & { discordant?: number } = {},
): number | null {
  if (pairs < smallestSweep(alphaOf(sureness), "midP")) return null;
  const { alpha, beta } = quantilesOf(sureness);
  return smallest(discordant ?? 1, (d) => {
    const share = discordant ?? (1 + d * d) / 2;
    return alpha * Math.sqrt(share) + beta * Math.sqrt(Math.max(0, share - d * d)) - d * Math.sqrt(pairs);
  });
}

/** So many pairs, all decided for the same side, are significant; one fewer is not. */
export function smallestSweep(alpha: number, test: "exactP" | "midP"): number {
  let pairs = 1;
  while (mcnemar(pairs, 0)[test] >= alpha) pairs++;
  return pairs;
}

/** How much the difference lacks, in standard errors, of being shown with the power asked for; falling. */
function shortfall(n: { first: number; second: number }, p1: number, p2: number, sureness: Sureness): number {
  const { alpha, beta } = quantilesOf(sureness);
  const pooled = (n.first * p1 + n.second * p2) / (n.first + n.second);
  const alike = Math.sqrt(pooled * (1 - pooled) * (1 / n.first + 1 / n.second));
  const apart = Math.sqrt((p1 * (1 - p1)) / n.first + (p2 * (1 - p2)) / n.second);
  return alpha * alike + beta * apart - Math.abs(p1 - p2);
}

/** The smallest difference up to `most` that lacks nothing. */
function smallest(most: number, lacks: (difference: number) => number): number | null {
  return lacks(most) > 0 ? null : findRoot(lacks, 0, most);
}

function alphaOf({ level = 0.95 }: Sureness): number {
  return 1 - level;
}
