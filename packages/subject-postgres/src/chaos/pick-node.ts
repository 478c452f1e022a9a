import type { Context } from "@eval/core";
import type { PostgresCluster } from "../postgres-cluster.js";

/** The primary, or one of the standbys by the context's randomness. Rejects when there is none. */
export async function pickNode(
  cluster: PostgresCluster,
  role: "primary" | "standby",
  context: Context,
): Promise<string> {
  const { primaries, standbys } = await cluster.roles(context);
  return context.random.pick(role === "primary" ? primaries : standbys);
}
