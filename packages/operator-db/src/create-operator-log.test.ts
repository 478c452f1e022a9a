import { statSync } from "node:fs";
import type { Clock } from "@eval/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { createOperatorLog, type OperatorLog } from "./create-operator-log.js";
import { openOperatorTrace } from "./open-operator-trace.js";
import { openSqlite } from "./sqlite.js";
import { temporaryFolder } from "./temporary-folder.test.fixture.js";
import { emptyMark } from "./trace-mark.js";

const folder = temporaryFolder();
const problem = {
  key: "node_down:n2",
  invariant: "node_down",
  target: "n2",
  message: "n2 is down",
  severity: "critical",
};

async function logAt(path: string, options: { clock?: Clock } = {}): Promise<OperatorLog> {
  const log = await createOperatorLog(path, options);
  onTestFinished(() => log.close());
  return log;
}

async function rows(sql: string): Promise<Readonly<Record<string, unknown>>[]> {
  const database = await openSqlite(folder.path("operator.db"), { access: "read", busyTimeoutMs: 5_000 });
  try {
    return await database.all(sql);
  } finally {
    await database.close();
  }
}

describe("writing operator.db", () => {
  test("what is written is read back as the trial's trace", async () => {
    const log = await logAt(folder.path("operator.db"));
    const trace = await openOperatorTrace(folder.path("operator.db"));
    onTestFinished(() => trace[Symbol.asyncDispose]());
    const mark = await trace.mark();
    const began = Date.now();
    const id = await log.openTicket(problem);
    expect(await log.takeTicket(id)).toBe(true);
    const session = await log.startSession(id);
    await log.logReasoning(session, "It is down. ".repeat(40));
    await log.logCall(session, { command: "start n2", reasoning: "it is down" });
    await log.logResult(session, { output: "started\n", exitCode: 0 });
    await log.logCall(session, { command: "status", reasoning: "is it up?" });
    await log.logResult(session, { output: "down", exitCode: 1 });
    await log.endSession(session, "resolved", "n2 was started");
    expect(await log.resolveTicket(id, { diagnosis: "n2 was down" })).toBe(true);

    const delta = await trace.since(mark);
    expect(delta).toMatchObject({
      tickets: [{ id, ...problem, status: "resolved", held: true, diagnosis: "n2 was down" }],
      sessions: [{ sessionId: session, ticketId: id, status: "resolved", outcome: "n2 was started" }],
      commands: [
        { tool_name: "shell", tool_params: '{"command":"start n2","reasoning":"it is down"}', exit_code: 0 },
        { tool_name: "shell", tool_params: '{"command":"status","reasoning":"is it up?"}', exit_code: 1 },
      ],
      reasoning: [{ sessionId: session, text: "It is down. ".repeat(40) }],
    });
    const [ticket] = delta.tickets;
    for (const time of [
      ticket?.firstSeenAt,
      ticket?.resolvedAt,
      delta.sessions[0]?.endedAt,
      delta.commands[1]?.timestamp,
    ]) {
      expect(Date.parse(time!)).toBeGreaterThanOrEqual(began);
      expect(Date.parse(time!)).toBeLessThanOrEqual(Date.now());
    }
    expect(await log.tickets()).toEqual(delta.tickets);
  });

  test("times are local without a zone, those of the rows themselves UTC in whole seconds", async () => {
    const clock: Clock = {
      now: () => 0,
      wall: () => new Date(2024, 5, 1, 9, 8, 7, 45),
      sleep: () => Promise.resolve(),
    };
    const log = await logAt(folder.path("operator.db"), { clock });
    const session = await log.startSession(
      await log.openTicket({ ...problem, firstSeenAt: new Date(2024, 5, 1, 9, 8, 0, 0) }),
    );
    expect(session).toMatch(/^2024-06-01T09-08-07-[0-9a-f]{8}$/);
    const [ticket] = await rows("SELECT * FROM tickets");
    expect(ticket).toMatchObject({ first_seen_at: "2024-06-01T09:08:00", last_seen_at: "2024-06-01T09:08:07.045000" });
    expect(ticket?.["created_at"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  test("one problem has one ticket at a time, which counts how often it was seen", async () => {
    const log = await logAt(folder.path("operator.db"));
    const id = await log.openTicket(problem);
    expect(await Promise.all([log.openTicket({ ...problem, message: "still" }), log.openTicket(problem)])).toEqual([
      id,
      id,
    ]);
    expect(await rows("SELECT occurrence_count FROM tickets")).toEqual([{ occurrence_count: 3 }]);
    expect(await log.openTicket({ ...problem, key: "node_down:n3", target: "n3" })).not.toBe(id);
    await log.resolveTicket(id);
    expect(await log.openTicket(problem)).not.toBe(id);
  });

  test("a problem that comes back on a ticket given up reopens it only when asked to", async () => {
    const log = await logAt(folder.path("operator.db"));
    const id = await log.openTicket(problem);
    await log.takeTicket(id);
    await log.escalateTicket(id, "no idea");
    expect(await log.openTicket(problem)).toBe(id);
    expect(await log.tickets()).toMatchObject([{ status: "diagnosed", held: true, diagnosis: "ESCALATED: no idea" }]);
    expect(await log.openTicket({ ...problem, reopen: true })).toBe(id);
    expect(await log.tickets()).toMatchObject([{ status: "open", held: false, diagnosis: null }]);
  });

  test("a ticket is taken once, and a monitor does not close it under an agent", async () => {
    const log = await logAt(folder.path("operator.db"));
    const id = await log.openTicket(problem);
    expect(await Promise.all([log.takeTicket(id), log.takeTicket(id)])).toEqual([true, false]);
    expect(await log.resolveTicket(id, { unlessHeld: true })).toBe(false);
    expect(await log.tickets()).toMatchObject([{ status: "acknowledged", held: true }]);
    expect(await log.resolveTicket(id)).toBe(true);
    expect(await log.resolveTicket(id)).toBe(false);
    expect(await log.takeTicket(id)).toBe(false);
  });

  test("the schema is the known operator's, updated_at by a trigger", async () => {
    const log = await logAt(folder.path("operator.db"));
    const id = await log.openTicket(problem);
    const names = await rows("SELECT name FROM pragma_table_info('tickets')");
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "variant_model",
        "variant_system_prompt",
        "variant_tools_config",
        "batch_key",
        "metric_snapshot",
      ]),
    );
    const database = await openSqlite(folder.path("operator.db"), { access: "write", busyTimeoutMs: 5_000 });
    await database.execute(`DROP TRIGGER tickets_updated_at; UPDATE tickets SET updated_at = 'old'`);
    await database.close();
    const again = await logAt(folder.path("operator.db"));
    await again.takeTicket(id);
    expect(String((await rows("SELECT updated_at FROM tickets"))[0]?.["updated_at"])).toMatch(/^\d{4}-/);
  });

  test("a file that exists keeps its rows, and several writers share it", async () => {
    const first = await logAt(folder.path("operator.db"));
    await first.openTicket(problem);
    const second = await logAt(folder.path("operator.db"));
    await Promise.all([1, 2, 3, 4].map((n) => (n % 2 ? first : second).openTicket({ ...problem, key: `k${n}` })));
    expect(await second.tickets()).toHaveLength(5);
  });

  test("the file has the mode that the umask gives", async () => {
    const before = process.umask(0o007);
    onTestFinished(() => void process.umask(before));
    await logAt(folder.path("operator.db"));
    expect((statSync(folder.path("operator.db")).mode & 0o777).toString(8)).toBe("660");
  });

  test("a trace that nothing was written to is empty", async () => {
    await logAt(folder.path("operator.db"));
    const trace = await openOperatorTrace(folder.path("operator.db"));
    onTestFinished(() => trace[Symbol.asyncDispose]());
    expect(await trace.mark()).toEqual(emptyMark);
  });
});
