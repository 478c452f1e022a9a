import type { Count } from "./proportion.js";

/**
 * pass@k: chance that at least one of k trials succeeds, 1 − C(n − c, k)/C(n, k), without bias: Chen et al.,
 * arXiv:2107.03374. Null for k > n.
 */
export function passAtK({ successes, n }: Count, k: number): number | null {
  return k > n ? null : 1 - chosenShare(n - successes, n, k);
}

/** pass^k: chance that all of k trials succeed, C(c, k)/C(n, k): Yao et al., arXiv:2406.12045. Null for k > n. */
export function passHatK({ successes, n }: Count, k: number): number | null {
  return k > n ? null : chosenShare(successes, n, k);
}

/** C(part, k)/C(n, k), factor by factor so that nothing overflows. */
function chosenShare(part: number, n: number, k: number): number {
  let share = 1;
  for (let index = 0; index < k; index++) share *= Math.max(0, part - index) / (n - index);
  return share;
}
