import { readdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { KnownOperator } from "./known-operator.test.fixture.js";
import { temporaryFolder } from "./temporary-folder.test.fixture.js";
import { writeTicketVariant } from "./write-ticket-variant.js";

const folder = temporaryFolder();
const variant = { model: "m-1", systemPrompt: "Be careful.", toolsConfig: { tool_choice: "auto" } };
const [before, at] = ["2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z"];
const everything = (operator: KnownOperator) => operator.database.all("SELECT * FROM tickets ORDER BY id");

describe("writeTicketVariant", () => {
  it("writes the variant to that ticket and to no other", async () => {
    const path = folder.path("operator.db");
    await using operator = await KnownOperator.open(path, { wal: true });
    const old = await operator.openTicket(before);
    await operator.resolve(old, before);
    const own = await operator.openTicket(at, { key: "store_down:2" });
    await operator.openTicket(at, { key: "low_disk_space:3" });
    const [first, second, third] = await everything(operator);
    expect(await writeTicketVariant(path, { ticket: { id: own, key: "store_down:2" }, variant })).toEqual({
      written: true,
      missing: [],
      late: false,
    });
    expect(await everything(operator)).toEqual([
      first,
      {
        ...second,
        variant_model: "m-1",
        variant_system_prompt: "Be careful.",
        variant_tools_config: '{"tool_choice":"auto"}',
      },
      third,
    ]);
  });

  it("leaves a ticket alone that has the id but is another one", async () => {
    const path = folder.path("operator.db");
    await using operator = await KnownOperator.open(path);
    const id = await operator.openTicket(at, { key: "low_disk_space:3" });
    const rows = await everything(operator);
    const result = await writeTicketVariant(path, { ticket: { id, key: "store_down:2" }, variant });
    expect(result).toMatchObject({ written: false, missing: [] });
    expect(await everything(operator)).toEqual(rows);
  });

  it("adds no columns where an older operator has none, and says which are missing", async () => {
    const path = folder.path("operator.db");
    await using operator = await KnownOperator.open(path, { old: true });
    const id = await operator.openTicket(at);
    const rows = await everything(operator);
    expect(await writeTicketVariant(path, { ticket: { id, key: "store_down:1" }, variant })).toEqual({
      written: false,
      missing: ["variant_model", "variant_system_prompt", "variant_tools_config"],
      late: false,
    });
    expect(await everything(operator)).toEqual(rows);
  });

  it("says when an agent was at work on the ticket already", async () => {
    const path = folder.path("operator.db");
    await using operator = await KnownOperator.open(path);
    const id = await operator.openTicket(at);
    const session = await operator.startSession(id, at);
    const write = () => writeTicketVariant(path, { ticket: { id, key: "store_down:1" }, variant });
    expect(await write()).toMatchObject({ written: true, late: true });
    await operator.endSession(session, "completed", at);
    expect(await write()).toMatchObject({ written: true, late: false });
  });

  it("makes no database where there is none, and refuses what is none", async () => {
    const missing = folder.path("operator.db");
    const ticket = { id: 1, key: "store_down:1" };
    await expect(writeTicketVariant(missing, { ticket, variant })).rejects.toMatchObject({
      code: "operator_db_unreadable",
    });
    expect(await readdir(dirname(missing))).toEqual([]);
    await writeFile(missing, "a text, and long enough to be no database at all");
    await expect(writeTicketVariant(missing, { ticket, variant })).rejects.toMatchObject({
      code: "operator_db_unreadable",
    });
  });
});
