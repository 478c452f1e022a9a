import { HarnessError, type Context } from "@eval/core";
import { isPrimary } from "./inspection.js";
import type { NodeAccess } from "./node-access.js";

/**
 * Which of these numbers the primary's ledger does not hold. Asked as superuser, past whatever keeps
 * clients out: a write that cannot be reached for now is not gone. Where several nodes call themselves
 * primary, the one of the latest history counts. Rejects when none can be read.
 */
export async function lostWrites(
  cluster: NodeAccess,
  acknowledged: readonly number[],
  context: Context,
): Promise<number[]> {
  const { nodes } = await cluster.inspect(context);
  const [primary] = nodes
    .filter(isPrimary)
    .toSorted(
      (a, b) =>
        (b.facts?.timeline ?? 0) - (a.facts?.timeline ?? 0) || (b.facts?.position ?? 0) - (a.facts?.position ?? 0),
    );
  if (!primary) throw new HarnessError("judge_failed", { message: "no primary to read the acknowledged writes from" });
  if (acknowledged.length === 0) return [];
  const numbers = acknowledged.map((n) => Math.trunc(n)).join(",");
  const [table] = await cluster.sql<{ present: boolean }>(
    primary.name,
    "SELECT to_regclass('public.ledger') IS NOT NULL AS present",
    context,
  );
  // A cluster that was made anew has not even the table.
  if (!table?.present) return [...acknowledged];
  const rows = await cluster.sql<{ n: number }>(
    primary.name,
    `SELECT n::float8 AS n FROM unnest('{${numbers}}'::bigint[]) AS n
     WHERE NOT EXISTS (SELECT FROM ledger WHERE ledger.n = n.n) ORDER BY n`,
    context,
  );
  return rows.map(({ n }) => n);
}
