const g = 7;
const coefficients = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

/** Natural logarithm of the gamma function, x > 0. Lanczos, SIAM J. Numer. Anal. 1 (1964) 86, with g = 7 and nine terms. */
export function logGamma(x: number): number {
  // The series is made for x >= 1/2; below it the recurrence is exact enough and has no pole but the function's own.
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const y = x - 1;
  const series = coefficients.reduce((sum, c, index) => sum + c / (y + index + 1), 0.9999999999998099);
  const t = y + g + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(series);
}

export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Logarithm of the binomial coefficient n over k; -Infinity where it is 0. */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
