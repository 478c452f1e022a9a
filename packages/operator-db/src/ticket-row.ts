import { digest, type Ticket } from "@eval/core";
import { integer, text, type TraceRow } from "./trace-rows.js";
import { formatUtc, parseUtc } from "./timestamp.js";
import type { WriterZone } from "./writer-zone.js";

/** A row as the harness speaks of it. */
export function ticketOf(row: TraceRow<"tickets">, zone: WriterZone): Ticket {
  const createdMs = parseUtc(text(row.created_at));
  const invariant = text(row.invariant_name) ?? "";
  return {
    id: integer(row.id) ?? 0,
    key: text(row.violation_key) ?? invariant,
    invariant,
    target: text(row.store_id),
    status: statusOf(row),
    held: Boolean(integer(row.held)),
    message: text(row.message) ?? "",
    severity: text(row.severity) ?? "warning",
    diagnosis: text(row.diagnosis),
    // The violation's start, not the row's: no time of this row's own stands beside it.
    firstSeenAt: zone.toUtc(text(row.first_seen_at)),
    resolvedAt: zone.toUtc(text(row.resolved_at)),
    createdAt: createdMs === null ? null : formatUtc(createdMs),
  };
}

const statuses = new Set<string>(["open", "acknowledged", "diagnosed", "resolved"] satisfies Ticket["status"][]);

/** A status that no known operator writes counts as open, unless the row says when it was resolved: nobody is credited by a guess. */
export function statusOf(row: TraceRow<"tickets">): Ticket["status"] {
  const status = (text(row.status) ?? "").trim().toLowerCase();
  if (statuses.has(status)) return status as Ticket["status"];
  return text(row.resolved_at) === null ? "open" : "resolved";
}

/**
 * What changes when a row is closed, reopened or replaced by another of the same id: its state, its
 * closing time, its diagnosis, and whose row it is. Left out is what ticks by itself while a problem
 * lasts (`last_seen_at`, `occurrence_count`, `message`, `metric_snapshot`, `updated_at`), and what may
 * be tidied on a closed row (`held`).
 */
export function ticketDigest(row: TraceRow<"tickets">): string {
  return digest([
    text(row.violation_key) ?? text(row.invariant_name),
    text(row.created_at),
    text(row.status),
    text(row.resolved_at),
    text(row.diagnosis),
  ]);
}
