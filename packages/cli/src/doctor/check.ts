/** One thing that was looked at. */
export interface Check {
  name: string;
  /** `unknown`: it could not be found out. */
  status: "ok" | "missing" | "unknown";
  /** Whether nothing works without it. */
  needed: boolean;
  detail: string;
  /** What to do about it; null where nothing is to be done. */
  todo: string | null;
}
