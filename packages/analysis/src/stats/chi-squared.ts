import { findRoot } from "./find-root.js";
import { upperGamma } from "./incomplete-gamma.js";

/** P(X > x) of a chi-squared X: Abramowitz and Stegun 26.4.19. */
export function chiSquaredTail(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2);
}

/** The x that a chi-squared X exceeds with probability p. */
export function chiSquaredUpperQuantile(p: number, degreesOfFreedom: number): number {
  let beyond = degreesOfFreedom + 1;
  while (chiSquaredTail(beyond, degreesOfFreedom) > p) beyond *= 2;
  return findRoot((x) => chiSquaredTail(x, degreesOfFreedom) - p, 0, beyond);
}
