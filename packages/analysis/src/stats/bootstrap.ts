import { seededRandom, type Random } from "@eval/core";
import { defaultLevel, type Interval } from "./interval.js";
import { mean } from "./mean.js";
import { criticalValue, normalTail } from "./normal.js";
import { quantileOfSorted } from "./quantile.js";
import { studentCriticalValue } from "./student-t.js";

const resamples = 2_000;
/** From here on the bootstrap would only reproduce the normal interval, at length. */
const normalFrom = 500;

/**
 * Bootstrap interval of a mean, of paired differences above all. Percentiles of 2,000 resamples (Efron, Ann.
 * Statist. 7 (1979) 1), moved outwards for small samples as in Hesterberg, Amer. Statist. 69 (2015) 371, section
 * 3.3; normal beyond 500 values. Null when all values are the same or there is only one: they do not tell how
 * much they vary.
 */
export function bootstrapMean(
  values: readonly number[],
  level = defaultLevel,
  random: Random = seededRandom("bootstrap"),
): Interval | null {
  const n = values.length;
  const centre = mean(values);
  const squares = values.reduce((total, value) => total + (value - centre) ** 2, 0);
  if (n < 2 || values.every((value) => value === values[0])) return null;
  if (n > normalFrom) {
    const reach = criticalValue(level) * Math.sqrt(squares / (n - 1) / n);
    return { lower: centre - reach, upper: centre + reach };
  }
  const means = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw++) {
    let total = 0;
    for (let pick = 0; pick < n; pick++) total += values[Math.floor(random.float() * n)]!;
    means[draw] = total / n;
  }
  means.sort();
  const tail = normalTail(Math.sqrt(n / (n - 1)) * studentCriticalValue(level, n - 1));
  return { lower: quantileOfSorted(means, tail)!, upper: quantileOfSorted(means, 1 - tail)! };
}
