/** Three digits at most, without an exponent: `0.25`, `12.3`, `1500`. */
export function numberText(value: number, digits = 3): string {
  if (value === 0) return "0";
  const after = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  return String(Number(value.toFixed(Math.min(after, 2 * digits))));
}
