import type { Context, JsonObject } from "@eval/core";
import type { Inspection } from "./inspection.js";

/** What whoever reads a cluster's data needs of it. */
export interface NodeAccess {
  /** All nodes as the supervisor sees them. Rejects when it does not answer. */
  inspect(context: Context): Promise<Inspection>;
  /** Runs SQL as superuser on a node, past whatever keeps clients out; gives the rows of the last statement. */
  sql<Row extends JsonObject>(node: string, statements: string | readonly string[], context: Context): Promise<Row[]>;
}
