import { continuedFraction } from "./continued-fraction.js";
import { logGamma } from "./log-gamma.js";

/** Regularised upper incomplete gamma function Q(a, x). Series of DLMF 8.11.4 and continued fraction of DLMF 8.9.2. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x > a + 1) return front / continuedFraction(x + 1 - a, (k) => [k * (a - k), x + 2 * k + 1 - a]);
  let term = 1 / a;
  let sum = term;
  for (let k = 1; Math.abs(term) > Math.abs(sum) * 1e-17; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return 1 - front * sum;
}
