import { seededRandom, type Random } from "@eval/core";
import { sum } from "./mean.js";
import { twoSidedP } from "./normal.js";

/** Up to here every assignment of signs is looked at: 2^20 of them. */
const exactUpTo = 20;
/** From here on the distribution of the sum is normal for every practical purpose. */
const normalFrom = 500;
const resamples = 9_999;

/**
 * Two-sided p-value of the mean of paired differences, were each as likely to have the other sign: Fisher, The
 * Design of Experiments (1935), section 21. Exact up to 20 differences other than 0; of 9,999 drawn assignments
 * and the observed one up to 500; normal beyond. On 0/1 outcomes it is the exact McNemar test.
 */
export function signFlipTest(differences: readonly number[], random: Random = seededRandom("sign-flip")): number {
  const sizes = differences.filter((difference) => difference !== 0).map(Math.abs);
  if (sizes.length === 0) return 1;
  const total = Math.abs(sum(differences));
  const all = sum(sizes);
  if (sizes.length > normalFrom) return twoSidedP(total / Math.sqrt(sum(sizes.map((size) => size * size))));
  // The flipped sum is all − 2·(what is negative); it is as extreme when that part is at either end.
  const slack = all * 1e-12;
  const [few, many] = [(all - total) / 2 + slack, (all + total) / 2 - slack];
  const extreme = (negative: number) => negative <= few || negative >= many;
  return sizes.length <= exactUpTo ? shareOfAll(sizes, extreme) : shareOfDrawn(sizes, extreme, random);
}

function shareOfAll(sizes: readonly number[], extreme: (negative: number) => boolean): number {
  const assignments = 2 ** sizes.length;
  const sums = new Float64Array(assignments);
  let count = 1; // The assignment without any negative sign.
  for (let bits = 1; bits < assignments; bits++) {
    const highest = 31 - Math.clz32(bits);
    sums[bits] = sums[bits - (1 << highest)]! + sizes[highest]!;
    if (extreme(sums[bits]!)) count++;
  }
  return count / assignments;
}

function shareOfDrawn(sizes: readonly number[], extreme: (negative: number) => boolean, random: Random): number {
  let count = 1; // The observed assignment.
  for (let draw = 0; draw < resamples; draw++) {
    let [negative, bits] = [0, 0];
    for (let index = 0; index < sizes.length; index++) {
      if (index % 32 === 0) bits = random.integer(0, 0xffffffff);
      if ((bits >>> (index % 32)) & 1) negative += sizes[index]!;
    }
    if (extreme(negative)) count++;
  }
  return count / (resamples + 1);
}
