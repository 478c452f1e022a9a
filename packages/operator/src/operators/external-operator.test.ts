import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Briefing } from "@eval/core";
import { createOperatorLog } from "@eval/operator-db";
import { expect, test, onTestFinished } from "vitest";
import { scratchFolders } from "../testing/scratch.js";
import { until, within } from "../testing/within.js";
import { externalOperator, type ExternalOperatorOptions } from "./external-operator.js";

const scratchFolder = scratchFolders(onTestFinished);

const briefing: Briefing = { summary: "A cluster.", endpoints: [], nodes: [], commands: {} };

const start = (options: ExternalOperatorOptions) =>
  within(20_000, (context) => externalOperator(options).start({ briefing, handle: "secret" }, context));

test("what somebody's operator writes is watched", async () => {
  const operatorDb = join(await scratchFolder(), "operator.db");
  await using log = await createOperatorLog(operatorDb);
  await using running = await start({ operatorDb });
  const mark = await running.trace.mark();
  let changes = 0;
  const watching = new AbortController();
  running.trace.watch(() => changes++, watching.signal);
  await log.openTicket({
    key: "down:n1",
    invariant: "down",
    target: "n1",
    message: "it is down",
    severity: "critical",
  });
  await until(() => changes > 0);
  watching.abort();
  expect((await running.trace.since(mark)).tickets).toMatchObject([{ key: "down:n1", status: "open" }]);
});

test("a database that is not there is refused", async () => {
  const operatorDb = join(await scratchFolder(), "operator.db");
  await expect(start({ operatorDb })).rejects.toMatchObject({ code: "operator_not_found" });
});

test("an operator that waits for its briefing finds it, readable by all, and may make its database then", async () => {
  const folder = await scratchFolder();
  const briefingOut = join(folder, "briefing.json");
  await using running = await start({ operatorDb: join(folder, "operator.db"), briefingOut });
  expect(JSON.parse(await readFile(briefingOut, "utf8"))).toEqual(briefing);
  expect((await stat(briefingOut)).mode & 0o777).toBe(0o644);
  expect(running.facts).toMatchObject({ managed: false });
});

test("stopping and disposing leave its files as they are", async () => {
  const operatorDb = join(await scratchFolder(), "operator.db");
  await writeFile(operatorDb, "");
  const running = await start({ operatorDb });
  expect(await within(5_000, (context) => running.stop({ graceMs: 0 }, context))).toEqual({
    managed: false,
    end: null,
    killed: false,
    survivors: [],
  });
  await running[Symbol.asyncDispose]();
  expect(await readFile(operatorDb, "utf8")).toBe("");
});
