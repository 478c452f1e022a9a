import type { Charts } from "./charts.js";

/** For whom and where a result is written as text. */
export interface TextOptions {
  /** Characters a line has room for. */
  columns: number;
  isTerminal: boolean;
  /** Absent: none are drawn. */
  charts?: Charts | null;
  /** How a person calls this program. */
  program: string;
}
