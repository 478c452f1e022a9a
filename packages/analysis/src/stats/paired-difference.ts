import { findRoot } from "./find-root.js";
import { clamp, defaultLevel, type Interval } from "./interval.js";
import { criticalValue } from "./normal.js";
import { wilson } from "./proportion.js";

/** Pairs of trials by who succeeded. */
export type PairedCounts = { both: number; firstOnly: number; secondOnly: number; neither: number };

/**
 * Interval of P(first succeeds) − P(second succeeds) from the two Wilson intervals and the correlation of the
 * pairs: Newcombe, Statist. Med. 17 (1998) 2635, method 10.
 */
export function newcombePaired(counts: PairedCounts, level = defaultLevel): Interval {
  const { both, firstOnly, secondOnly, neither } = counts;
  const n = both + firstOnly + secondOnly + neither;
  if (n === 0) return { lower: -1, upper: 1 };
  const [x1, x2] = [both + firstOnly, both + secondOnly];
  const [p1, p2] = [x1 / n, x2 / n];
  const [one, two] = [wilson({ successes: x1, n }, level), wilson({ successes: x2, n }, level)];
  const phi = correlation(counts);
  const reach = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return clamp(
    {
      lower: p1 - p2 - reach(p1 - one.lower, two.upper - p2),
      upper: p1 - p2 + reach(one.upper - p1, p2 - two.lower),
    },
    -1,
    1,
  );
}

/** Score interval of the same difference: Tango, Statist. Med. 17 (1998) 891. */
export function tango({ both, firstOnly, secondOnly, neither }: PairedCounts, level = defaultLevel): Interval {
  const n = both + firstOnly + secondOnly + neither;
  if (n === 0) return { lower: -1, upper: 1 };
  const z = criticalValue(level);
  const estimate = (firstOnly - secondOnly) / n;
  const statistic = (difference: number) => {
    const linear = (2 * n - firstOnly + secondOnly) * difference - firstOnly - secondOnly;
    const constant = -secondOnly * difference * (1 - difference);
    const p21 = (Math.sqrt(Math.max(0, linear * linear - 8 * n * constant)) - linear) / (4 * n);
    const above = firstOnly - secondOnly - n * difference;
    const variance = n * (2 * p21 + difference * (1 - difference));
    if (Math.abs(above) < 1e-12) return 0;
    return variance <= 0 ? Math.sign(above) * Infinity : above / Math.sqrt(variance);
  };
  return {
    lower: findRoot((difference) => statistic(difference) - z, -1, estimate),
    upper: findRoot((difference) => statistic(difference) + z, estimate, 1),
  };
}

/** Interval of the same difference after adding a pair of each discordant kind: Bonett and Price, J. Educ. Behav. Statist. 37 (2012) 479. */
export function bonettPrice({ both, firstOnly, secondOnly, neither }: PairedCounts, level = defaultLevel): Interval {
  const n = both + firstOnly + secondOnly + neither + 2;
  const [p12, p21] = [(firstOnly + 1) / n, (secondOnly + 1) / n];
  const reach = criticalValue(level) * Math.sqrt((p12 + p21 - (p12 - p21) ** 2) / n);
  return clamp({ lower: p12 - p21 - reach, upper: p12 - p21 + reach }, -1, 1);
}

/** φ of the fourfold table with Newcombe's correction towards 0 where it is positive. */
function correlation({ both, firstOnly, secondOnly, neither }: PairedCounts): number {
  const margins = (both + firstOnly) * (secondOnly + neither) * (both + secondOnly) * (firstOnly + neither);
  if (margins === 0) return 0;
  const excess = both * neither - firstOnly * secondOnly;
  const corrected = excess > 0 ? Math.max(0, excess - (both + firstOnly + secondOnly + neither) / 2) : excess;
  return corrected / Math.sqrt(margins);
}
