import type { Script } from "../hands.js";
import { claiming } from "./claiming.js";
import { destructive } from "./destructive.js";
import { fast } from "./fast.js";
import { noisy } from "./noisy.js";
import { ticketing } from "./ticketing.js";

/** What operators do in the tests, by name. Each runs in a process of its own. */
export const scripts = {
  ...claiming,
  ...destructive,
  ...fast,
  ...noisy,
  ...ticketing,
} satisfies Record<string, Script>;

export type ScriptName = keyof typeof scripts;
