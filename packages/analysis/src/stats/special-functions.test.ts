import { describe, expect, it } from "vitest";
import { binomialDistribution, binomialProbability } from "./binomial.js";
import { chiSquaredTail, chiSquaredUpperQuantile } from "./chi-squared.js";
import { betaQuantile, incompleteBeta } from "./incomplete-beta.js";
import { upperGamma } from "./incomplete-gamma.js";
import { logChoose, logGamma } from "./log-gamma.js";
import { normalQuantile, normalTail, twoSidedP } from "./normal.js";
import { studentCriticalValue, studentTwoSidedP } from "./student-t.js";

/** As a share of what is expected. The expected values are SciPy's. */
function error(actual: number, expected: number): number {
  return Math.abs(actual / expected - 1);
}

describe("special functions", () => {
  it("give the logarithm of the gamma function", () => {
    expect(error(logGamma(0.001), 6.907178885383853)).toBeLessThan(1e-12);
    expect(error(logGamma(0.25), 1.2880225246980774)).toBeLessThan(1e-12);
    expect(error(logGamma(0.5), 0.5723649429247)).toBeLessThan(1e-12);
    expect(error(logGamma(1.5), -0.12078223763524526)).toBeLessThan(1e-12);
    expect(error(logGamma(3.7), 1.428072326665388)).toBeLessThan(1e-12);
    expect(error(logGamma(10), 12.801827480081469)).toBeLessThan(1e-12);
    expect(error(logGamma(101), 363.73937555556347)).toBeLessThan(1e-12);
    expect(error(logGamma(12345.6), 103959.18506616844)).toBeLessThan(1e-12);
  });

  it("give binomial coefficients", () => {
    expect(error(logChoose(10, 3), 4.787491742782047)).toBeLessThan(1e-12);
    expect(error(logChoose(50, 25), 32.47055650581198)).toBeLessThan(1e-12);
    expect(error(logChoose(1000, 10), 53.92799703788751)).toBeLessThan(1e-12);
  });

  it("give the incomplete beta function", () => {
    expect(error(incompleteBeta(0.3, 2, 5), 0.5798250000000003)).toBeLessThan(1e-12);
    expect(error(incompleteBeta(0.01, 0.5, 0.5), 0.06376856085851985)).toBeLessThan(1e-12);
    expect(error(incompleteBeta(0.9, 30, 4), 0.5769436641256929)).toBeLessThan(1e-12);
    expect(error(incompleteBeta(0.5, 500, 510), 0.6235397566556701)).toBeLessThan(1e-12);
    expect(error(incompleteBeta(1e-6, 1, 3), 2.9999970000010006e-6)).toBeLessThan(1e-12);
    expect(error(incompleteBeta(0.8001, 80000, 20000), 0.5308813123357546)).toBeLessThan(1e-10);
  });

  it("give quantiles of the beta distribution", () => {
    expect(error(betaQuantile(0.025, 1, 20), 0.0012650894979498038)).toBeLessThan(1e-12);
    expect(error(betaQuantile(0.975, 82, 182), 0.36762192260135135)).toBeLessThan(1e-12);
    expect(error(betaQuantile(0.5, 3, 3), 0.5)).toBeLessThan(1e-12);
    expect(error(betaQuantile(0.001, 0.5, 7), 1.1627583069569645e-7)).toBeLessThan(1e-12);
  });

  it("give the incomplete gamma function", () => {
    expect(error(upperGamma(0.5, 0.1), 0.6547208460185768)).toBeLessThan(1e-12);
    expect(error(upperGamma(0.5, 12), 9.63357008643095e-7)).toBeLessThan(1e-12);
    expect(error(upperGamma(3, 2), 0.6766764161830634)).toBeLessThan(1e-12);
    expect(error(upperGamma(10, 30), 7.121750862815593e-6)).toBeLessThan(1e-12);
    expect(error(upperGamma(100, 90), 0.84177901081357)).toBeLessThan(1e-12);
  });

  it("give tails of the normal distribution", () => {
    expect(error(normalTail(-3), 0.9986501019683699)).toBeLessThan(1e-12);
    expect(error(normalTail(-0.5), 0.6914624612740131)).toBeLessThan(1e-12);
    expect(error(normalTail(0.1), 0.460172162722971)).toBeLessThan(1e-12);
    expect(error(normalTail(1.96), 0.024997895148220435)).toBeLessThan(1e-12);
    expect(error(normalTail(4), 3.167124183311986e-5)).toBeLessThan(1e-12);
    expect(error(normalTail(8), 6.22096057427174e-16)).toBeLessThan(1e-12);
    expect(error(normalTail(20), 2.7536241186061556e-89)).toBeLessThan(1e-12);
  });

  it("give tails of chi-squared", () => {
    expect(error(chiSquaredTail(3.84, 1), 0.05004352124870519)).toBeLessThan(1e-12);
    expect(error(chiSquaredTail(16.79294, 1), 4.1688112825228575e-5)).toBeLessThan(1e-12);
    expect(error(chiSquaredTail(0.2, 3), 0.9775892977616494)).toBeLessThan(1e-12);
    expect(error(chiSquaredTail(40, 10), 1.694474393006737e-5)).toBeLessThan(1e-12);
    expect(error(chiSquaredUpperQuantile(0.025, 2), 7.3777589082278725)).toBeLessThan(1e-12);
    expect(error(chiSquaredUpperQuantile(0.975, 6), 1.237344245791203)).toBeLessThan(1e-12);
  });

  it("give Student's t", () => {
    expect(error(studentTwoSidedP(1.5, 3), 0.23058386524482294)).toBeLessThan(1e-12);
    expect(error(studentTwoSidedP(12.7, 1), 0.050024327689344165)).toBeLessThan(1e-12);
    expect(error(studentTwoSidedP(2, 40), 0.05232234321504919)).toBeLessThan(1e-12);
    expect(error(studentCriticalValue(0.95, 1), 12.706204736174694)).toBeLessThan(1e-12);
    expect(error(studentCriticalValue(0.95, 3), 3.1824463052837078)).toBeLessThan(1e-12);
    expect(error(studentCriticalValue(0.95, 30), 2.0422724563012378)).toBeLessThan(1e-12);
    expect(error(studentCriticalValue(0.8, 7), 1.4149239276505086)).toBeLessThan(1e-12);
  });

  it("give binomial probabilities", () => {
    expect(error(binomialProbability(2, 14, 0.5), 0.005554199218750009)).toBeLessThan(1e-12);
    expect(error(binomialProbability(30, 100, 0.25), 0.04575380761048678)).toBeLessThan(1e-12);
    expect(error(binomialDistribution(2, 14, 0.5), 0.0064697265625)).toBeLessThan(1e-12);
    expect(error(binomialDistribution(0, 20, 0.1), 0.12157665459056925)).toBeLessThan(1e-12);
    expect(error(binomialDistribution(30, 100, 0.25), 0.896212761043913)).toBeLessThan(1e-12);
  });

  it("give the normal quantile to the last digits", () => {
    expect(error(normalQuantile(1e-300), -37.0470962993612)).toBeLessThan(1e-12);
    expect(error(normalQuantile(1e-12), -7.034483825301131)).toBeLessThan(1e-12);
    expect(error(normalQuantile(0.0001), -3.7190164854556804)).toBeLessThan(1e-12);
    expect(error(normalQuantile(0.025), -1.9599639845400545)).toBeLessThan(1e-12);
    expect(error(normalQuantile(0.2), -0.8416212335729142)).toBeLessThan(1e-12);
    expect(error(normalQuantile(0.4999), -0.0002506628300880075)).toBeLessThan(1e-12);
    expect(error(normalQuantile(0.7), 0.5244005127080407)).toBeLessThan(1e-12);
    expect(error(normalQuantile(0.975), 1.959963984540054)).toBeLessThan(1e-12);
    expect(error(normalQuantile(0.999999), 4.753424308817087)).toBeLessThan(1e-12);
  });

  it("invert each other", () => {
    for (const p of [0.001, 0.3, 0.5, 0.99]) expect(error(1 - normalTail(normalQuantile(p)), p)).toBeLessThan(1e-12);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(Number.NaN)).toBeNaN();
    expect(error(twoSidedP(-1.2), 2 * normalTail(1.2))).toBeLessThan(1e-12);
  });
});
