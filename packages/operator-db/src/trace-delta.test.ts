import { emptyMark } from "./trace-mark.js";
import type { TraceMark } from "@eval/core";
import { describe, expect, test } from "vitest";
import { KnownOperator } from "./known-operator.test.fixture.js";
import { openOperatorTrace } from "./open-operator-trace.js";
import { seedCommands } from "./seed-command.js";
import { temporaryFolder } from "./temporary-folder.test.fixture.js";

const folder = temporaryFolder();

async function setUp(options: Parameters<typeof KnownOperator.open>[1] = {}) {
  const operator = await KnownOperator.open(folder.path("operator.db"), options);
  const trace = await openOperatorTrace(folder.path("operator.db"));
  return {
    operator,
    trace,
    async [Symbol.asyncDispose]() {
      await trace[Symbol.asyncDispose]();
      await operator[Symbol.asyncDispose]();
    },
  };
}

/** A trial of before: one ticket resolved by an agent that ran one command. */
async function earlierTrial(operator: KnownOperator): Promise<{ ticket: number; session: string }> {
  const ticket = await operator.openTicket("2024-06-01T08:00:00.100Z");
  await operator.take(ticket, "2024-06-01T08:00:01Z");
  const session = await operator.startSession(ticket, "2024-06-01T08:00:01.200Z");
  await operator.call(session, "2024-06-01T08:00:03Z", "restart 1");
  await operator.result(session, "2024-06-01T08:00:09Z", 0);
  await operator.endSession(session, "resolved", "2024-06-01T08:00:10Z");
  await operator.resolve(ticket, "2024-06-01T08:00:10.010Z");
  return { ticket, session };
}

describe("what belongs to a trial", () => {
  test("a resolved ticket of the trial before is remembered and never taken for this one's", async () => {
    await using s = await setUp();
    await earlierTrial(s.operator);
    const mark = await s.trace.mark();
    expect(mark).toMatchObject({ maxSessionId: 1, maxEntryId: 2, busy: [] });
    expect(Object.keys(mark.tickets)).toEqual(["1"]);
    expect(await s.trace.since(mark)).toMatchObject({ tickets: [], sessions: [], commands: [], reasoning: [] });
  });

  test("everything above the marks belongs: tickets, their sessions, commands with exit codes, reasoning", async () => {
    await using s = await setUp();
    await earlierTrial(s.operator);
    const mark = await s.trace.mark();
    const first = await s.operator.openTicket("2024-06-01T09:00:00.100Z", { key: "store_down:2" });
    const second = await s.operator.openTicket("2024-06-01T09:00:00.200Z", { key: "high_latency" });
    await s.operator.take(first, "2024-06-01T09:00:01Z");
    const session = await s.operator.startSession(first, "2024-06-01T09:00:01.500Z");
    await s.operator.reason(session, "2024-06-01T09:00:02Z", "Let me look.");
    await s.operator.call(session, "2024-06-01T09:00:02.001Z", "status");
    await s.operator.reason(session, "2024-06-01T09:00:06Z");
    await s.operator.call(session, "2024-06-01T09:00:06.001Z", "restart 2");
    await s.operator.result(session, "2024-06-01T09:00:06.002Z", 3);

    const delta = await s.trace.since(mark);
    expect(
      delta.tickets.map(({ id, key, invariant, target, status, held }) => [id, key, invariant, target, status, held]),
    ).toEqual([
      [first, "store_down:2", "store_down", "2", "acknowledged", true],
      [second, "high_latency", "high_latency", null, "open", false],
    ]);
    expect(delta.sessions).toEqual([
      {
        id: 2,
        sessionId: session,
        ticketId: first,
        status: "running",
        startedAt: "2024-06-01T09:00:01.500Z",
        endedAt: null,
        outcome: null,
      },
    ]);
    expect(seedCommands(delta.commands)).toEqual([
      {
        tool_name: "shell",
        tool_params: '{"command":"status","reasoning":"why not"}',
        exit_code: 3,
        timestamp: "2024-06-01T09:00:02.001Z",
      },
      {
        tool_name: "shell",
        tool_params: '{"command":"restart 2","reasoning":"why not"}',
        exit_code: null,
        timestamp: "2024-06-01T09:00:06.001Z",
      },
    ]);
    expect(delta.commands.map(({ entry_id, session_id }) => [entry_id, session_id])).toEqual([
      [4, session],
      [6, session],
    ]);
    expect(delta.reasoning).toEqual([
      { sessionId: session, text: "Let me look.", at: "2024-06-01T09:00:02.000Z" },
      { sessionId: session, text: "It must be the disk.", at: "2024-06-01T09:00:06.000Z" },
    ]);
  });

  test("results that stand behind the next session's entries are paired within their own session", async () => {
    await using s = await setUp();
    const a = await s.operator.startSession(
      await s.operator.openTicket("2024-06-01T09:00:00Z"),
      "2024-06-01T09:00:01Z",
    );
    const b = await s.operator.startSession(null, "2024-06-01T09:00:01Z");
    await s.operator.call(a, "2024-06-01T09:00:02Z", "a1");
    await s.operator.call(b, "2024-06-01T09:00:03Z", "b1");
    await s.operator.call(a, "2024-06-01T09:00:04Z", "a2");
    await s.operator.result(b, "2024-06-01T09:00:05Z", 11);
    await s.operator.result(a, "2024-06-01T09:00:05Z", 1);
    await s.operator.result(a, "2024-06-01T09:00:06Z", 2);
    const { commands } = await s.trace.since(emptyMark);
    expect(commands.map(({ session_id, exit_code }) => [session_id, exit_code])).toEqual([
      [a, 1],
      [b, 11],
      [a, 2],
    ]);
  });

  test("an escalated ticket is terminal, keeps its words, and does not make the operator busy", async () => {
    await using s = await setUp();
    const mark = await s.trace.mark();
    const ticket = await s.operator.openTicket("2024-06-01T09:00:00Z");
    await s.operator.take(ticket, "2024-06-01T09:00:01Z");
    await s.operator.escalate(ticket, "2024-06-01T09:01:00Z");
    expect((await s.trace.since(mark)).tickets).toMatchObject([
      { id: ticket, status: "diagnosed", held: true, diagnosis: "ESCALATED: max_tokens", resolvedAt: null },
    ]);
    expect((await s.trace.mark()).busy).toEqual([]);
  });

  test("a ticket reopened by an update of its row is this trial's, its old session and commands are not", async () => {
    await using s = await setUp();
    const { ticket, session } = await earlierTrial(s.operator);
    await s.operator.escalate(ticket, "2024-06-01T08:30:00Z");
    const mark = await s.trace.mark();
    await s.operator.reopen(ticket, "2024-06-01T09:00:00Z");
    const delta = await s.trace.since(mark);
    expect(delta.tickets).toMatchObject([{ id: ticket, status: "open", diagnosis: null }]);
    expect(delta.sessions.map(({ sessionId }) => sessionId)).not.toContain(session);
    expect(delta.commands).toEqual([]);
  });

  test("a ticket reopened and given up again in the same words is found by its new session", async () => {
    await using s = await setUp();
    const { ticket } = await earlierTrial(s.operator);
    await s.operator.escalate(ticket, "2024-06-01T08:30:00Z");
    const mark = await s.trace.mark();
    await s.operator.reopen(ticket, "2024-06-01T09:00:00Z");
    const session = await s.operator.startSession(ticket, "2024-06-01T09:00:01Z");
    await s.operator.take(ticket, "2024-06-01T09:00:01Z");
    await s.operator.endSession(session, "escalated", "2024-06-01T09:00:05Z");
    await s.operator.escalate(ticket, "2024-06-01T09:00:05Z");
    const delta = await s.trace.since(mark);
    expect(delta.tickets).toMatchObject([{ id: ticket, status: "diagnosed" }]);
    expect(delta.sessions).toMatchObject([{ sessionId: session, status: "escalated" }]);
  });

  test("a row that only ticks while its problem lasts has not changed", async () => {
    await using s = await setUp();
    const ticket = await s.operator.openTicket("2024-06-01T09:00:00Z");
    const mark = await s.trace.mark();
    await s.operator.bump(ticket, "2024-06-01T09:00:05Z");
    expect((await s.trace.since(mark)).tickets).toEqual([]);
    await s.operator.take(ticket, "2024-06-01T09:00:06Z");
    expect((await s.trace.since(mark)).tickets).toMatchObject([{ id: ticket, status: "acknowledged" }]);
    await s.operator.resolve(ticket, "2024-06-01T09:00:10Z");
    expect((await s.trace.since(mark)).tickets).toMatchObject([{ id: ticket, status: "resolved" }]);
  });

  test("a session that was running at the mark goes on after it, with what it does from then on", async () => {
    await using s = await setUp();
    const session = await s.operator.startSession(
      await s.operator.openTicket("2024-06-01T09:00:00Z"),
      "2024-06-01T09:00:01Z",
    );
    await s.operator.call(session, "2024-06-01T09:00:02Z", "before");
    const mark = await s.trace.mark();
    expect(mark.busy.map(({ kind, id }) => [kind, id])).toEqual([
      ["ticket", 1],
      ["session", 1],
    ]);
    expect(mark.busy.map(({ description }) => description)).toEqual([
      "ticket 1 (store_down:1) is open",
      `session ${session} is running, since 2024-06-01T09:00:01`,
    ]);
    expect((await s.trace.since(mark)).sessions).toMatchObject([{ sessionId: session }]);
    await s.operator.call(session, "2024-06-01T09:00:08Z", "after");
    await s.operator.result(session, "2024-06-01T09:00:08.002Z", 1);
    await s.operator.result(session, "2024-06-01T09:00:12Z", 2);
    await s.operator.endSession(session, "failed", "2024-06-01T09:00:13Z");
    const delta = await s.trace.since(mark);
    expect(delta.sessions).toMatchObject([
      { sessionId: session, status: "failed", endedAt: "2024-06-01T09:00:13.000Z" },
    ]);
    expect(delta.commands).toMatchObject([{ tool_params: expect.stringContaining("after") as string, exit_code: 2 }]);
  });

  test("a mark survives JSON", async () => {
    await using s = await setUp();
    await earlierTrial(s.operator);
    const mark = JSON.parse(JSON.stringify(await s.trace.mark())) as TraceMark;
    await s.operator.startSession(null, "2024-06-01T09:00:00Z");
    expect(await s.trace.since(mark)).toMatchObject({ tickets: [], sessions: [{ id: 2 }] });
  });

  test("a status that no known operator writes counts as open until the row says when it was resolved", async () => {
    await using s = await setUp();
    const ticket = await s.operator.openTicket("2024-06-01T09:00:00Z");
    await s.operator.database.run("UPDATE tickets SET status = 'Investigating'");
    expect((await s.trace.since(emptyMark)).tickets).toMatchObject([{ id: ticket, status: "open" }]);
    expect((await s.trace.mark()).busy).toHaveLength(1);
    await s.operator.database.run("UPDATE tickets SET status = 'closed', resolved_at = '2024-06-01T09:01:00'");
    expect((await s.trace.since(emptyMark)).tickets).toMatchObject([{ id: ticket, status: "resolved" }]);
  });
});

describe("the operator's times", () => {
  test.each([
    "America/Los_Angeles",
    "UTC",
    "Asia/Kathmandu",
    "Australia/Adelaide",
    "America/St_Johns",
    "Pacific/Kiritimati",
  ])("are UTC with milliseconds wherever it runs: %s", async (zone) => {
    await using s = await setUp({ zone });
    const ticket = await s.operator.openTicket("2024-06-01T09:20:00.250Z", { firstSeen: "2024-06-01T09:00:00.125Z" });
    const session = await s.operator.startSession(ticket, "2024-06-01T09:20:01.500Z");
    await s.operator.reason(session, "2024-06-01T09:20:02Z");
    await s.operator.call(session, "2024-06-01T09:20:03.003Z", "status");
    await s.operator.endSession(session, "resolved", "2024-06-01T09:20:20.750Z");
    await s.operator.resolve(ticket, "2024-06-01T09:20:20.875Z");
    const delta = await s.trace.since(emptyMark);
    expect(delta).toMatchObject({
      tickets: [
        {
          firstSeenAt: "2024-06-01T09:00:00.125Z",
          createdAt: "2024-06-01T09:20:00.000Z",
          resolvedAt: "2024-06-01T09:20:20.875Z",
        },
      ],
      sessions: [{ startedAt: "2024-06-01T09:20:01.500Z", endedAt: "2024-06-01T09:20:20.750Z" }],
      commands: [{ timestamp: "2024-06-01T09:20:03.003Z" }],
      reasoning: [{ at: "2024-06-01T09:20:02.000Z" }],
    });
    const local = Date.parse(`${s.operator.local("2024-06-01T09:20:00Z")}Z`);
    expect(delta.clockOffsetMs).toBe(local - Date.parse("2024-06-01T09:20:00Z"));
  });

  test.each([
    ["Europe/Berlin", "2024-10-27T00:58:00.500Z", "2024-10-27T01:02:00.500Z", 3_600_000],
    ["Europe/Berlin", "2024-03-31T00:58:00.500Z", "2024-03-31T01:02:00.500Z", 7_200_000],
    ["Australia/Lord_Howe", "2024-04-06T14:58:00.500Z", "2024-04-06T15:02:00.500Z", 37_800_000],
  ])("follow a change of summer time in the middle of the trace: %s at %s", async (zone, before, after, offset) => {
    await using s = await setUp({ zone });
    const ticket = await s.operator.openTicket(before);
    const session = await s.operator.startSession(ticket, before);
    await s.operator.call(session, before, "first");
    await s.operator.call(session, after, "second");
    await s.operator.endSession(session, "resolved", after);
    await s.operator.resolve(ticket, after);
    expect(await s.trace.since(emptyMark)).toMatchObject({
      tickets: [{ firstSeenAt: before, resolvedAt: after }],
      sessions: [{ startedAt: before, endedAt: after }],
      commands: [{ timestamp: before }, { timestamp: after }],
      clockOffsetMs: offset,
    });
  });

  test("the start of the violation tells nothing of the zone", async () => {
    await using s = await setUp({ zone: "Europe/Berlin" });
    await s.operator.openTicket("2024-06-01T09:30:00.300Z", { firstSeen: "2024-06-01T09:00:00.300Z" });
    expect(await s.trace.since(emptyMark)).toMatchObject({
      clockOffsetMs: 7_200_000,
      tickets: [{ firstSeenAt: "2024-06-01T09:00:00.300Z" }],
    });
    await s.operator.database.run("UPDATE tickets SET last_seen_at = ''");
    expect(await s.trace.since(emptyMark)).toMatchObject({ clockOffsetMs: null, tickets: [{ firstSeenAt: null }] });
  });

  test("that carry their zone are understood, and a clock that is wrong is reported", async () => {
    await using s = await setUp();
    await s.operator.database.execute(`
      INSERT INTO agent_sessions (session_id, started_at, created_at)
        VALUES ('s1', '2024-06-01T11:00:00.250+02:00', '2024-06-01 09:00:00');
      INSERT INTO agent_log_entries (session_id, entry_type, content, timestamp, created_at) VALUES
        ('s1', 'tool_call', 'shell: x', '2024-06-01T09:00:01.500Z', '2024-06-01 09:00:01'),
        ('s1', 'reasoning', 'hm', '2024-06-01T11:00:32.500', '2024-06-01 09:00:02');`);
    expect(await s.trace.since(emptyMark)).toMatchObject({
      sessions: [{ startedAt: "2024-06-01T09:00:00.250Z" }],
      commands: [{ timestamp: "2024-06-01T09:00:01.500Z" }],
      reasoning: [{ at: "2024-06-01T09:00:32.500Z" }],
      clockOffsetMs: 7_200_000 + 30_500,
    });
  });
});
