import type { Station } from "./station.js";

/** A check before it is bound to a suite. */
export interface CheckDraft {
  /** A sentence of what is promised; for a fault it begins with the fault case's title. */
  name: string;
  /** Null for what concerns the subject as a whole. */
  chaosType: string | null;
  /** Why it cannot be run as the suite was set up. */
  skipped?: string;
  /**
   * Where it works. `shared`: alone on the suite's first cluster. `lent`: on clusters that it borrows,
   * so that others of its kind can be at work beside it. `last`: alone, after whatever was begun before it.
   * @default "shared"
   */
  place?: "shared" | "lent" | "last";
  run(station: Station): Promise<void>;
}
