import { betaQuantile, incompleteBeta } from "./incomplete-beta.js";

/** Two-sided p-value of a t statistic: Abramowitz and Stegun 26.7.1 through the incomplete beta function. */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** How many standard errors an interval of this two-sided confidence reaches to each side. */
export function studentCriticalValue(level: number, degreesOfFreedom: number): number {
  const x = betaQuantile(1 - level, degreesOfFreedom / 2, 0.5);
  return Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}
