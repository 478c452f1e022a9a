import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ticket, TrialEvent } from "@eval/core";
import sqlite3 from "sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleTrial } from "../testing/sample-trial.js";
import type { PlannedArm } from "./campaign-plan.js";
import { variantWriter } from "./write-variant.js";

let folder = "";
let operatorDb = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-variant-"));
  operatorDb = join(folder, "operator.db");
  // As an operator has it that knows nothing of variants' models.
  await execute(`CREATE TABLE tickets (id INTEGER PRIMARY KEY, violation_key TEXT, invariant_name TEXT,
    variant_system_prompt TEXT, variant_tools_config TEXT);
    INSERT INTO tickets (violation_key) VALUES ('down:n1'), ('down:n1')`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const sampleOpened = sampleTrial.find((event) => event.type === "ticket.opened")!;

function opened(ticket: Partial<Ticket>, more: { concerns?: boolean; early?: boolean } = {}): TrialEvent {
  const data = { ...sampleOpened.data, ...more, ticket: { ...sampleOpened.data.ticket, key: "down:n1", ...ticket } };
  return { ...sampleOpened, data };
}

function armWith(path: string, model: string | null = "m-1"): PlannedArm {
  return {
    subject: 0,
    chaosType: "node_down",
    params: {},
    role: "variant",
    repairer: { by: "database", operatorDb: path, briefingOut: null },
    told: { name: "small", model, systemPrompt: null, toolsConfig: null },
    env: {},
  };
}

function follow(arm: PlannedArm) {
  const notes: string[] = [];
  const nothing = () => undefined;
  const writer = variantWriter(arm, {
    begin: nothing,
    event: nothing,
    close: nothing,
    note: (line) => notes.push(line),
  });
  return { notes, writer };
}

describe("variantWriter", () => {
  it("says once what the operator's tickets have no column for", async () => {
    const { writer, notes } = follow(armWith(operatorDb));
    writer!.onEvent(opened({ id: 1 }));
    writer!.onEvent(opened({ id: 2 }));
    await writer!.settled();
    expect(notes).toEqual([
      "warning: the operator's tickets have no column variant_model: what belongs there of variant small does not reach it",
    ]);
  });

  it("heeds neither tickets from before the fault nor those about something else", async () => {
    const { writer, notes } = follow(armWith(join(folder, "none.db")));
    writer!.onEvent(opened({ id: 1 }, { early: true }));
    writer!.onEvent(opened({ id: 1 }, { concerns: false }));
    await writer!.settled();
    expect(notes).toEqual([]);
    writer!.onEvent(opened({ id: 1 }));
    await writer!.settled();
    expect(notes).toMatchObject([expect.stringContaining("could not be written to ticket 1")]);
  });

  it("has nothing to write for a variant that is only a name, or an operator that was told when it was started", () => {
    expect(follow(armWith(operatorDb, null)).writer).toBeUndefined();
    const started = { ...armWith(operatorDb), repairer: { by: "operator-command" as const, command: "x" } };
    expect(follow(started).writer).toBeUndefined();
  });
});

function execute(sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const database: sqlite3.Database = new sqlite3.Database(operatorDb);
    database.exec(sql, (error) => database.close(() => (error ? reject(error) : resolve())));
  });
}
