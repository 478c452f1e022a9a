import { usageError } from "./arguments.js";

export function parseWhole(text: string, option: string, { min }: { min: number }): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < min) {
    throw usageError(`${option}: ${text} is not a whole number from ${min}`);
  }
  return Number(text);
}

/** A number from 0 to 1, written so or as a percentage. */
export function parseShare(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?) ?(%?)$/.exec(text.trim());
  const share = match ? Number(match[1]) / (match[2] === "%" ? 100 : 1) : NaN;
  if (!(share >= 0 && share <= 1)) throw usageError(`${option}: ${text} is not a share from 0 to 1 or a percentage`);
  return share;
}
