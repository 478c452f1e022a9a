import { seededRandom, type Random } from "@eval/core";
import { logChoose } from "./log-gamma.js";
import { sum } from "./mean.js";

const exactUpTo = 20_000;
const resamples = 9_999;

/** Values of two arms within one stratum. */
export type TwoArms = { first: readonly number[]; second: readonly number[] };

/**
 * Two-sided p-value of the difference of two arms' values, were the arms' names dealt out at random within each
 * stratum: Fisher (1935), Pitman, J. R. Statist. Soc. Suppl. 4 (1937) 119. The statistic is the sum over the first
 * arm, less what is expected. A single stratum of at most 20,000 divisions is exact; else 9,999 are drawn.
 */
export function permutationTest(strata: readonly TwoArms[], random: Random = seededRandom("permutation")): number {
  const pools = strata
    .filter(({ first, second }) => first.length > 0 && second.length > 0)
    .map(({ first, second }) => {
      const pool = [...first, ...second];
      return { pool, take: first.length, excess: sum(first) - (sum(pool) * first.length) / pool.length };
    });
  const expected = sum(pools.map(({ pool, take }) => (sum(pool) * take) / pool.length));
  const scale = sum(pools.flatMap(({ pool }) => pool.map(Math.abs)));
  const observed = Math.abs(sum(pools.map(({ excess }) => excess)));
  const extreme = (total: number) => Math.abs(total - expected) >= observed - scale * 1e-12;
  const [only, ...others] = pools;
  if (only === undefined) return 1;
  const exact = others.length === 0 && logChoose(only.pool.length, only.take) <= Math.log(exactUpTo);
  if (exact) return shareOfAll(only.pool, only.take, extreme);

  let count = 1; // The observed division.
  for (let draw = 0; draw < resamples; draw++) {
    if (extreme(sum(pools.map(({ pool, take }) => sumOfRandom(pool, take, random))))) count++;
  }
  return count / (resamples + 1);
}

function shareOfAll(pool: readonly number[], take: number, extreme: (total: number) => boolean): number {
  let [count, all] = [0, 0];
  const visit = (from: number, missing: number, total: number): void => {
    if (missing === 0) {
      all++;
      if (extreme(total)) count++;
      return;
    }
    for (let index = from; index <= pool.length - missing; index++) visit(index + 1, missing - 1, total + pool[index]!);
  };
  visit(0, take, 0);
  return count / all;
}

/** Moves a random choice to the front of the pool: the order it leaves behind is as good a start as any. */
function sumOfRandom(pool: number[], take: number, random: Random): number {
  let total = 0;
  for (let index = 0; index < take; index++) {
    const other = random.integer(index, pool.length - 1);
    [pool[index], pool[other]] = [pool[other]!, pool[index]!];
    total += pool[index]!;
  }
  return total;
}
