import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { tmpdir } from "node:os";
import type { OperatorTrace } from "@eval/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { FollowedDatabase } from "./followed-database.js";
import { KnownOperator } from "./known-operator.test.fixture.js";
import { openOperatorTrace } from "./open-operator-trace.js";
import { temporaryFolder } from "./temporary-folder.test.fixture.js";
import { emptyDelta } from "./trace-delta.js";
import { emptyMark } from "./trace-mark.js";

const folder = temporaryFolder();
const at = "2024-06-01T09:00:00.100Z";

async function follow(path: string, patienceMs = 10_000): Promise<OperatorTrace> {
  const trace = await openOperatorTrace(path, { patienceMs });
  onTestFinished(() => trace[Symbol.asyncDispose]());
  return trace;
}

async function operate(path: string, options: Parameters<typeof KnownOperator.open>[1] = {}): Promise<KnownOperator> {
  const operator = await KnownOperator.open(path, options);
  onTestFinished(() => operator[Symbol.asyncDispose]());
  return operator;
}

describe("a database that is not there, or not yet", () => {
  test("a missing file reads as empty and is not made", async () => {
    const path = folder.path("operator.db");
    const trace = await follow(path);
    expect(await trace.mark()).toEqual(emptyMark);
    expect(await trace.since(emptyMark)).toEqual(emptyDelta);
    trace.watch(() => undefined, AbortSignal.timeout(60));
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test("an empty file and a database without tables read as empty, then with what appears in them", async () => {
    const path = folder.path("operator.db");
    writeFileSync(path, "");
    const trace = await follow(path);
    expect(await trace.mark()).toEqual(emptyMark);
    const operator = await operate(path, { tables: false });
    await operator.database.execute("CREATE TABLE something_else (id INTEGER)");
    expect(await trace.mark()).toEqual(emptyMark);
    await operator.createTables();
    await operator.openTicket(at);
    expect((await trace.since(emptyMark)).tickets).toHaveLength(1);
  });

  test("tables that are still missing, or another program's, hold nothing", async () => {
    const path = folder.path("operator.db");
    const operator = await operate(path);
    const trace = await follow(path);
    const ticket = await operator.openTicket(at);
    const session = await operator.startSession(ticket, at);
    await operator.call(session, at, "status");
    await operator.database.execute("DROP TABLE agent_log_entries");
    expect(await trace.since(emptyMark)).toMatchObject({
      tickets: [{ id: ticket }],
      sessions: [{ ticketId: ticket }],
      commands: [],
    });
    await operator.database.execute("DROP TABLE agent_sessions; CREATE TABLE agent_sessions (name TEXT)");
    expect(await trace.since(emptyMark)).toMatchObject({ tickets: [{ id: ticket }], sessions: [] });
    expect(await trace.mark()).toMatchObject({ maxSessionId: 0, maxEntryId: 0 });
  });

  test("an older schema, without the columns for variants and even fewer, is read as far as it goes", async () => {
    const path = folder.path("operator.db");
    const operator = await operate(path, { old: true });
    await operator.database.execute(
      "ALTER TABLE tickets DROP COLUMN diagnosis; ALTER TABLE tickets DROP COLUMN severity",
    );
    await operator.database.execute(
      "INSERT INTO tickets (violation_key, invariant_name, first_seen_at, last_seen_at, message) VALUES ('k', 'k', '', '', 'm')",
    );
    const trace = await follow(path);
    expect((await trace.since(emptyMark)).tickets).toMatchObject([{ key: "k", diagnosis: null, severity: "warning" }]);
  });

  test("what is no database, or a folder, is refused with a code", async () => {
    writeFileSync(folder.path("garbage.db"), "no database at all ".repeat(400));
    mkdirSync(folder.path("folder.db"));
    for (const name of ["garbage.db", "folder.db"]) {
      const trace = await follow(folder.path(name), 20);
      await expect(trace.mark()).rejects.toMatchObject({ name: "HarnessError", code: "operator_db_unreadable" });
      await expect(trace.since(emptyMark)).rejects.toMatchObject({ code: "operator_db_unreadable" });
    }
  });
});

describe("reading", () => {
  test("leaves the file as it is, byte for byte, and nothing beside it", async () => {
    const path = folder.path("operator.db");
    const operator = await operate(path, { old: true });
    await operator.openTicket(at);
    const digest = () => createHash("sha256").update(readFileSync(path)).digest("hex");
    const before = digest();
    const trace = await follow(path);
    await trace.since(await trace.mark());
    await trace[Symbol.asyncDispose]();
    expect(digest()).toBe(before);
    expect(readdirSync(dirname(path))).toEqual(["operator.db"]);
  });

  test("sees one snapshot, whatever is committed meanwhile", async () => {
    const path = folder.path("operator.db");
    const operator = await operate(path, { wal: true });
    const database = new FollowedDatabase(path);
    onTestFinished(() => database.close());
    const counts = await database.read(async (snapshot) => {
      const count = async () => (await snapshot.all("SELECT COUNT(*) AS n FROM tickets"))[0]?.["n"];
      const first = await count();
      await operator.openTicket(at);
      return [first, await count()];
    });
    expect(counts).toEqual([0, 0]);
  });

  test("is all done in that snapshot: a ticket and the session on it are never seen apart", async () => {
    const path = folder.path("operator.db");
    const operator = await operate(path, { wal: true });
    const trace = await follow(path);
    let writing = true;
    const writer = (async () => {
      for (let n = 0; n < 150; n++) {
        await operator.database.execute(`BEGIN;
          INSERT INTO tickets (violation_key, invariant_name, first_seen_at, last_seen_at, message) VALUES ('k', 'k', '', '', 'm');
          INSERT INTO agent_sessions (session_id, ticket_id, started_at) VALUES ('s' || ${n}, ${n + 1}, '');
          INSERT INTO agent_log_entries (session_id, entry_type, content, timestamp) VALUES ('s' || ${n}, 'tool_call', 'c', '');
          COMMIT`);
      }
      writing = false;
    })();
    while (writing) {
      const { tickets, sessions, commands } = await trace.since(emptyMark);
      expect([sessions.length, commands.length]).toEqual([tickets.length, tickets.length]);
    }
    await writer;
  });

  test("waits for a lock to go, and gives up with a code when it stays", async () => {
    const path = folder.path("operator.db");
    const operator = await operate(path);
    await operator.openTicket(at);
    await operator.database.execute("BEGIN EXCLUSIVE");
    const impatient = await follow(path, 50);
    await expect(impatient.mark()).rejects.toMatchObject({ code: "operator_db_unreadable" });
    const patient = await follow(path);
    const reading = patient.mark();
    await operator.database.execute("COMMIT");
    expect((await reading).busy).toHaveLength(1);
  });

  test("sees what was committed before a writer died in the middle of a commit, and repairs nothing itself", async () => {
    const live = folder.path("live.db");
    const path = folder.path("operator.db");
    const operator = await operate(live);
    await operator.openTicket(at);
    await operator.database.execute(`PRAGMA cache_size = 2; BEGIN;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO tickets (violation_key, invariant_name, first_seen_at, last_seen_at, message)
        SELECT 'k' || i, 'k', '', '', hex(randomblob(80)) FROM n`);
    copyFileSync(live, path);
    copyFileSync(`${live}-journal`, `${path}-journal`);
    await operator.database.execute("ROLLBACK");

    const left = () => readdirSync(tmpdir()).filter((name) => /^operator-db-(?!test)/.test(name));
    const before = left();
    const trace = await follow(path);
    expect(Object.keys((await trace.mark()).tickets)).toEqual(["1"]);
    expect((await trace.since(emptyMark)).tickets).toHaveLength(1);
    expect(existsSync(`${path}-journal`)).toBe(true);
    expect(left()).toEqual(before);
  });
});

describe("a database that is replaced", () => {
  test("is read anew, its ids counted anew", async () => {
    const path = folder.path("operator.db");
    const old = await operate(path);
    const oldSession = await old.startSession(await old.openTicket(at), at);
    await old.call(oldSession, at, "old");
    const trace = await follow(path);
    const mark = await trace.mark();

    const replacement = await operate(folder.path("new.db"));
    const later = "2024-06-01T10:00:00.100Z";
    const session = await replacement.startSession(await replacement.openTicket(later), later);
    await replacement.call(session, later, "new");
    await replacement.result(session, later, 0);
    renameSync(folder.path("new.db"), path);

    const delta = await trace.since(mark);
    expect(delta.tickets).toMatchObject([{ id: 1, createdAt: "2024-06-01T10:00:00.000Z" }]);
    expect(delta.sessions).toMatchObject([{ id: 1, sessionId: session }]);
    expect(delta.commands).toMatchObject([{ entry_id: 1, exit_code: 0 }]);
  });

  test("reads as empty while it is gone", async () => {
    const path = folder.path("operator.db");
    const operator = await operate(path);
    await operator.openTicket(at);
    const trace = await follow(path);
    const mark = await trace.mark();
    rmSync(path);
    expect(await trace.since(mark)).toEqual(emptyDelta);
    expect(existsSync(path)).toBe(false);
  });
});
