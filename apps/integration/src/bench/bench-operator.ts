/**
 * The other side of two benchmarks: an operator in a process of its own that writes operator.db.
 * Its parent sends `{ repair: FILE }` at the injection, or `{ tickets: N }` to open N tickets at odd
 * moments; it answers each commit with the monotonic time, in ms, at which it was acknowledged.
 */
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createOperatorLog } from "@eval/operator-db";

const [operatorDb = ""] = process.argv.slice(2);
const log = await createOperatorLog(operatorDb);
const problem = (n: number) => ({
  key: `broken:${n}`,
  invariant: "broken",
  target: null,
  message: "broken",
  severity: "critical",
});
let opened = 0;

/** CLOCK_MONOTONIC is one clock for all processes of a machine. */
const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;

process.on("message", (message: { repair?: string; tickets?: number }) => {
  if (message.repair !== undefined) void repair(message.repair, monotonicMs());
  if (message.tickets !== undefined) void openTickets(message.tickets);
});
process.on("disconnect", () => void log.close());
process.send?.("ready");

async function repair(file: string, injectedAt: number): Promise<void> {
  const at = (ms: number) => sleep(Math.max(0, injectedAt + ms - monotonicMs()));
  await at(100);
  const ticket = await log.openTicket(problem(++opened));
  await log.takeTicket(ticket);
  const session = await log.startSession(ticket);
  await at(500);
  await writeFile(file, "ok");
  await log.endSession(session, "resolved", "repaired");
  await log.resolveTicket(ticket);
}

async function openTickets(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    // Between 20 and 120 ms apart, never in step with whoever polls.
    await sleep(20 + ((n * 37.7) % 100));
    const id = await log.openTicket(problem(++opened));
    process.send?.({ id, committedAt: monotonicMs() });
  }
  process.send?.("done");
}
