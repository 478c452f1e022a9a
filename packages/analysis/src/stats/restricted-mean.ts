import { defaultLevel, type Interval } from "./interval.js";
import { kaplanMeierCurve, type KaplanMeierCurve, type Survival } from "./kaplan-meier.js";
import { criticalValue, twoSidedP } from "./normal.js";

export type RestrictedMean = { value: number; standardError: number };

/**
 * Mean time without the event, up to `tau`: the area under the Kaplan–Meier curve, with Greenwood's standard
 * error: Irwin (1949); Royston and Parmar, BMC MRM 13 (2013) 152. Where only `tau` censors it is
 * mean(min(time, tau)). `tau` should not lie beyond the last time anybody was watched: the curve is carried on.
 */
export function restrictedMean(survivals: readonly Survival[], tau: number): RestrictedMean {
  return areaUnder(kaplanMeierCurve(survivals), tau);
}

/** The same from a curve that is at hand. */
export function areaUnder({ time, atRisk, events, survival }: KaplanMeierCurve, tau: number): RestrictedMean {
  let value = 0;
  let variance = 0;
  let end = tau;
  // From the right, so that the area still to come is at hand at each event.
  for (let index = time.length - 1; index >= 0; index--) {
    const [at, left, happened] = [time[index]!, atRisk[index]!, events[index]!];
    if (at > tau) continue;
    value += survival[index]! * (end - at);
    if (left > happened) variance += (value * value * happened) / (left * (left - happened));
    end = at;
  }
  return { value: value + end, standardError: Math.sqrt(variance) };
}

export type RestrictedMeanDifference = Interval & { value: number; standardError: number; p: number };

/**
 * First minus second, with normal interval and p-value: Royston and Parmar (2013). Of zero width when neither arm
 * varies: then the data do not tell how much they could have.
 */
export function restrictedMeanDifference(
  first: readonly Survival[],
  second: readonly Survival[],
  { tau, level = defaultLevel }: { tau: number; level?: number },
): RestrictedMeanDifference {
  const [one, two] = [restrictedMean(first, tau), restrictedMean(second, tau)];
  const value = one.value - two.value;
  const standardError = Math.hypot(one.standardError, two.standardError);
  const reach = criticalValue(level) * standardError;
  const p = standardError === 0 ? Number(value === 0) : twoSidedP(value / standardError);
  return { value, standardError, lower: value - reach, upper: value + reach, p };
}
