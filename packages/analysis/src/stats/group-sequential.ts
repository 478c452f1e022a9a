import { findRoot } from "./find-root.js";
import { defaultLevel } from "./interval.js";
import { normalQuantile, normalTail, twoSidedP } from "./normal.js";

/** How the bounds fall from look to look. */
export type Boundary = "obrien_fleming" | "pocock" | "lan_demets_obrien_fleming";

/**
 * What |Z| must exceed at each of `looks` equally spaced looks, so that all of them together err with probability
 * 1 − level: Pocock, Biometrika 64 (1977) 191; O'Brien and Fleming, Biometrics 35 (1979) 549; Lan and DeMets,
 * Biometrika 70 (1983) 659, spending α as O'Brien and Fleming do. Probabilities by the recursion of Armitage,
 * McPherson and Rowe, J. R. Statist. Soc. A 132 (1969) 235.
 */
export function groupSequentialBounds(looks: number, boundary: Boundary, level = defaultLevel): number[] {
  const ordinals = Array.from({ length: looks }, (_, index) => index + 1);
  if (boundary === "lan_demets_obrien_fleming") return spendingBounds(ordinals, level);
  const shaped = (constant: number) =>
    ordinals.map((look) => (boundary === "pocock" ? constant : constant * Math.sqrt(looks / look)));
  const spent = (bounds: readonly number[]) => {
    let [inside, total]: [Inside | null, number] = [null, 0];
    for (const bound of bounds) {
      total += exitProbability(inside, bound);
      inside = stayInside(inside, bound);
    }
    return total;
  };
  return shaped(findRoot((constant) => spent(shaped(constant)) - (1 - level), 1, 6));
}

function spendingBounds(ordinals: readonly number[], level: number): number[] {
  const z = normalQuantile(1 - (1 - level) / 4);
  let [inside, before]: [Inside | null, number] = [null, 0];
  return ordinals.map((look) => {
    const spent = 2 * twoSidedP(z / Math.sqrt(look / ordinals.length));
    const bound = findRoot((candidate) => exitProbability(inside, candidate) - (spent - before), 0.5, 10);
    inside = stayInside(inside, bound);
    before = spent;
    return bound;
  });
}

/** The score, a sum of unit normals, where no bound was crossed so far: its density times the weights of Simpson's rule. */
interface Inside {
  look: number;
  scores: number[];
  weights: number[];
}

function exitProbability(inside: Inside | null, bound: number): number {
  if (inside === null) return twoSidedP(bound);
  const reach = bound * Math.sqrt(inside.look + 1);
  return inside.scores.reduce(
    (sum, score, index) => sum + inside.weights[index]! * (normalTail(reach - score) + normalTail(reach + score)),
    0,
  );
}

function stayInside(before: Inside | null, bound: number): Inside {
  const look = (before?.look ?? 0) + 1;
  const reach = bound * Math.sqrt(look);
  const intervals = 2 * Math.ceil(reach / 0.15);
  const step = (2 * reach) / intervals;
  const scores = Array.from({ length: intervals + 1 }, (_, index) => index * step - reach);
  const weights = scores.map((score, index) => {
    const simpson = index === 0 || index === intervals ? 1 : index % 2 === 1 ? 4 : 2;
    return (simpson * step * densityAt(before, score)) / 3;
  });
  return { look, scores, weights };
}

function densityAt(before: Inside | null, score: number): number {
  if (before === null) return normalDensity(score);
  return before.scores.reduce((sum, from, index) => sum + before.weights[index]! * normalDensity(score - from), 0);
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}
