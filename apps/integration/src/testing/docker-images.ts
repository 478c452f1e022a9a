import type { TestContext } from "vitest";
import { findImages, type TestImage } from "../docker/find-images.js";

export { findImages, type TestImage } from "../docker/find-images.js";

/**
 * The names of images to test with: those that the environment names, else those that
 * `npm run images` has built. Without an engine or an image the test is skipped, and the skip says why.
 * Rejects when an image that the environment names cannot be had: somebody wanted that one.
 */
export async function requireImages<Which extends TestImage>(
  context: TestContext,
  ...wanted: Which[]
): Promise<Record<Which, string>> {
  const found = await findImages(...wanted);
  // In words what is lacking: an engine or an image that nobody named.
  if (typeof found === "string") return context.skip(found);
  return found;
}
