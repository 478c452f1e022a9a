import { renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { KnownOperator } from "./known-operator.test.fixture.js";
import { openOperatorTrace } from "./open-operator-trace.js";
import { temporaryFolder } from "./temporary-folder.test.fixture.js";
import { watchChanges } from "./watch-changes.js";

const folder = temporaryFolder();
const at = "2024-06-01T09:00:00.100Z";

/** Several looks, on any machine. */
const aWhile = () => sleep(150);
const waitFor = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000, interval: 5 });

async function watched(options: Parameters<typeof KnownOperator.open>[1] & { file?: boolean } = {}) {
  const path = folder.path("operator.db");
  const operator = (options.file ?? true) ? await operate(path, options) : undefined;
  const trace = await openOperatorTrace(path);
  const controller = new AbortController();
  const listener = vi.fn<() => void>();
  onTestFinished(async () => {
    controller.abort();
    await trace[Symbol.asyncDispose]();
  });
  return {
    path,
    operator: operator!,
    trace,
    listener,
    controller,
    watch: () => trace.watch(listener, controller.signal),
  };
}

async function operate(path: string, options: Parameters<typeof KnownOperator.open>[1] = {}): Promise<KnownOperator> {
  const operator = await KnownOperator.open(path, options);
  onTestFinished(() => operator[Symbol.asyncDispose]());
  return operator;
}

describe("watching", () => {
  test.each([
    ["the default journal", {}],
    ["WAL", { wal: true }],
  ])("notices each commit by somebody else, and nothing where there is none: %s", async (_name, options) => {
    const s = await watched(options);
    s.watch();
    await aWhile();
    expect(s.listener).not.toHaveBeenCalled();
    const ticket = await s.operator.openTicket(at);
    await waitFor(() => expect(s.listener).toHaveBeenCalledTimes(1));
    await s.operator.take(ticket, at);
    await waitFor(() => expect(s.listener).toHaveBeenCalledTimes(2));
    await s.trace.since(await s.trace.mark());
    await aWhile();
    expect(s.listener).toHaveBeenCalledTimes(2);
  });

  test("notices what was committed between the last read and its own beginning", async () => {
    const s = await watched();
    await s.trace.mark();
    await s.operator.openTicket(at);
    s.watch();
    await waitFor(() => expect(s.listener).toHaveBeenCalledTimes(1));
  });

  test("notices that the file appears, gets its tables, is replaced and is removed", async () => {
    const s = await watched({ file: false });
    s.watch();
    await aWhile();
    expect(s.listener).not.toHaveBeenCalled();
    writeFileSync(s.path, "");
    await waitFor(() => expect(s.listener).toHaveBeenCalledTimes(1));
    await (await KnownOperator.open(s.path))[Symbol.asyncDispose]();
    await waitFor(() => expect(s.listener.mock.calls.length).toBeGreaterThan(1));
    await aWhile();

    const calls = s.listener.mock.calls.length;
    await (await KnownOperator.open(folder.path("new.db")))[Symbol.asyncDispose]();
    renameSync(folder.path("new.db"), s.path);
    await waitFor(() => expect(s.listener.mock.calls.length).toBe(calls + 1));
    const replacement = await operate(s.path);
    await replacement.openTicket(at);
    await waitFor(() => expect(s.listener.mock.calls.length).toBe(calls + 2));
    rmSync(s.path);
    await waitFor(() => expect(s.listener.mock.calls.length).toBe(calls + 3));
  });

  test("notices a replacement that has seen as many commits as the file before", async () => {
    await (await KnownOperator.open(folder.path("new.db")))[Symbol.asyncDispose]();
    const s = await watched();
    s.watch();
    await aWhile();
    renameSync(folder.path("new.db"), s.path);
    await waitFor(() => expect(s.listener).toHaveBeenCalledTimes(1));
  });

  test("loses no commit that was made while the database was locked", async () => {
    const s = await watched();
    await s.operator.database.execute("BEGIN EXCLUSIVE");
    s.watch();
    await s.operator.openTicket(at);
    await aWhile();
    expect(s.listener).not.toHaveBeenCalled();
    await s.operator.database.execute("COMMIT; BEGIN EXCLUSIVE");
    await aWhile();
    await s.operator.database.execute("ROLLBACK");
    await waitFor(() => expect(s.listener).toHaveBeenCalledTimes(1));
  });

  test("ends with its signal, or with the trace", async () => {
    const s = await watched();
    s.watch();
    s.controller.abort();
    await s.operator.openTicket(at);
    await aWhile();
    expect(s.listener).not.toHaveBeenCalled();

    const other = vi.fn<() => void>();
    s.trace.watch(other, new AbortController().signal);
    await s.trace[Symbol.asyncDispose]();
    await s.operator.openTicket(at, { key: "other" });
    await aWhile();
    expect(other).not.toHaveBeenCalled();
    await expect(s.trace.mark()).rejects.toMatchObject({ code: "operator_db_unreadable" });
  });

  test("looks no more once it is aborted, and keeps no process alive before", async () => {
    let looks = 0;
    const database = { seen: "1", isClosed: false, look: async () => `${(looks += 1)}` };
    const controller = new AbortController();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    watchChanges(database, () => undefined, controller.signal);
    await waitFor(() => expect(looks).toBeGreaterThan(2));
    expect(timers()).toBeLessThanOrEqual(before);
    controller.abort();
    const atAbort = looks;
    await aWhile();
    expect(looks).toBe(atAbort);
  });
});
