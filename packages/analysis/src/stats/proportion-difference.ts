import { defaultLevel, type Interval } from "./interval.js";
import { criticalValue } from "./normal.js";
import { wilson, type Count } from "./proportion.js";

/** Interval of p1 − p2 from the two Wilson intervals: Newcombe, Statist. Med. 17 (1998) 873, method 10. */
export function newcombe(first: Count, second: Count, level = defaultLevel): Interval {
  if (first.n === 0 || second.n === 0) return { lower: -1, upper: 1 };
  const [p1, p2] = [first.successes / first.n, second.successes / second.n];
  const [one, two] = [wilson(first, level), wilson(second, level)];
  return {
    lower: p1 - p2 - Math.hypot(p1 - one.lower, two.upper - p2),
    upper: p1 - p2 + Math.hypot(one.upper - p1, p2 - two.lower),
  };
}

/**
 * Interval of p1 − p2 after adding a success and a failure to each sample: Agresti and Caffo, Amer. Statist.
 * 54 (2000) 280. As published it may leave [−1, 1].
 */
export function agrestiCaffo(first: Count, second: Count, level = defaultLevel): Interval {
  const [n1, n2] = [first.n + 2, second.n + 2];
  const [p1, p2] = [(first.successes + 1) / n1, (second.successes + 1) / n2];
  const reach = criticalValue(level) * Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  return { lower: p1 - p2 - reach, upper: p1 - p2 + reach };
}
