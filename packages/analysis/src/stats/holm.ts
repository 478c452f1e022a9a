/** Adjusted p-values in the given order: Holm, Scand. J. Statist. 6 (1979) 65. Valid however the tests depend. */
export function holm(pValues: readonly number[]): number[] {
  const ranked = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => 1);
  let highest = 0;
  ranked.forEach(({ p, index }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (ranked.length - rank)));
    adjusted[index] = highest;
  });
  return adjusted;
}
