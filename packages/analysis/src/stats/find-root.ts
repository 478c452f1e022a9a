/**
 * Where a monotonic function changes its sign between two points, by bisection to the last bit that
 * a double can hold. Returns the end nearer to zero when the sign is the same at both.
 */
export function findRoot(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const [atLow, atHigh] = [f(low), f(high)];
  if (atLow === 0 || atLow > 0 === atHigh > 0) return Math.abs(atLow) <= Math.abs(atHigh) ? low : high;
  const rising = atHigh > 0;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (f(middle) > 0 === rising) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
