import type { Station } from "./station.js";

/** A check before it is bound to a bench. */
export interface CheckDraft {
  /** A sentence of what is promised; for a fault it begins with the fault case's title. */
  name: string;
  /** Null for what concerns the subject as a whole. */
  chaosType: string | null;
  /** Why it cannot be run as the suite was set up. */
  skipped?: string;
  run(station: Station): Promise<void>;
}
