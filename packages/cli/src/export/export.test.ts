import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store, type TableName } from "@eval/store";
import { asyncBufferFromFile, parquetReadObjects, parquetSchema, parquetMetadataAsync } from "hyparquet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runInProcess } from "../testing/run-in-process.js";
import { sampleTrial } from "../testing/sample-trial.js";
import { parseCsv } from "../testing/parse-csv.js";
import { changeDatabase } from "../testing/raw-database.js";

let folder: string;
const at = (name: string) => join(folder, name);
const run = (...args: string[]) => runInProcess(folder, ["export", ...args]);
const text = (name: string) => readFile(at(name), "utf8");

/** A state that every format must bring back as it was. */
const awkward = { "a,b": 'says "no"\nand\r\nmore', number: 12345678901234, list: [], nothing: null, "=1+1": "é😀" };
const campaign = { subject: "fake", chaosType: "node_down", trialCount: 2, baseline: false, createdAt: "2026-01-02" };

async function fill(store: Store): Promise<void> {
  const first = await store.insertCampaign({ ...campaign, name: "", config: { arm: "remedy" } });
  const [started, ...events] = sampleTrial;
  await store.append(await store.beginTrial(first, started!), events);
  await store.insertTrial({ campaignId: first, startedAt: "yesterday", initialState: awkward, tainted: false });
  const second = await store.insertCampaign(campaign);
  await store.insertTrial({ campaignId: second, startedAt: "2026-01-02", tainted: true, detectedAfterMs: 0.125 });
}

/** The rows as the database has them, to compare with. */
async function rowsOf(table: TableName) {
  await using store = await openStore(at("eval.db"));
  return { columns: await store.tableColumns(table), rows: await store.tableRows(table, { limit: 1_000 }) };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-export-"));
  await using store = await openStore(at("eval.db"));
  await fill(store);
  await changeDatabase(at("eval.db"), ["UPDATE trials SET outcome = 'timeout' WHERE id = 1"]);
  await store.rejudge(1, { at: "2026-01-03", keep: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.each(["campaigns", "trials", "events", "verdicts"] as const)("the table %s", (table) => {
  it("comes back complete from CSV", async () => {
    expect(await run("-o", "out/", "--format", "csv")).toMatchObject({ code: 0, stdout: "" });
    const { columns, rows } = await rowsOf(table);
    const [header, ...lines] = parseCsv(await text(`out/${table}.csv`));
    expect(header).toEqual(columns.map(({ name }) => name));
    expect(lines).toEqual(
      rows.map((row) =>
        columns.map(({ name, as }) => {
          const value = row[name] ?? null;
          return value === null ? null : as === "boolean" ? String(value === 1) : String(value);
        }),
      ),
    );
  });

  it("comes back complete from JSON Lines, JSON as the values it stands for", async () => {
    await run("--table", table, "-o", "out.jsonl");
    const { columns, rows } = await rowsOf(table);
    const lines = (await text("out.jsonl")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      rows.map((row) =>
        Object.fromEntries(
          columns.map(({ name, as }) => {
            const value = row[name] ?? null;
            if (value === null) return [name, null];
            if (as === "json") return [name, JSON.parse(String(value)) as unknown];
            return [name, as === "boolean" ? value === 1 : value];
          }),
        ),
      ),
    );
  });

  it("comes back complete from Parquet, with types", async () => {
    await run("--table", table, "-o", "out.parquet");
    const { columns, rows } = await rowsOf(table);
    const file = await asyncBufferFromFile(at("out.parquet"));
    const types = { text: "BYTE_ARRAY", json: "BYTE_ARRAY", integer: "INT64", real: "DOUBLE", boolean: "BOOLEAN" };
    const { children } = parquetSchema(await parquetMetadataAsync(file));
    expect(children.map(({ element }) => [element.name, element.type])).toEqual(
      columns.map(({ name, as }) => [name, types[as]]),
    );
    expect(await parquetReadObjects({ file })).toEqual(
      rows.map((row) =>
        Object.fromEntries(
          columns.map(({ name, as }) => {
            const value = row[name] ?? null;
            if (value === null) return [name, null];
            return [name, as === "integer" ? BigInt(value) : as === "boolean" ? value === 1 : value];
          }),
        ),
      ),
    );
  });
});

describe("what is exported", () => {
  it("is of the campaigns named, events included", async () => {
    await run("2", "-o", "two/", "--format", "jsonl");
    expect((await text("two/trials.jsonl")).trimEnd().split("\n")).toHaveLength(1);
    expect(await text("two/events.jsonl")).toBe("");
    await run("1", "--table", "events", "-o", "one.jsonl");
    expect((await text("one.jsonl")).trimEnd().split("\n")).toHaveLength(sampleTrial.length);
    await changeDatabase(at("eval.db"), ["UPDATE campaigns SET name = 'weekly' WHERE id = 2"]);
    await run("weekly", "--table", "campaigns", "-o", "weekly.csv");
    expect(parseCsv(await text("weekly.csv")).map((row) => row[0])).toEqual(["id", "2"]);
    expect(await run("1", "7", "-o", "x.csv")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("campaign 7"),
    });
    expect(await readdir(folder)).not.toContain("x.csv");
  });

  it("has columns that other programs added, and values of the wrong kind, aloud where they cannot stand", async () => {
    await changeDatabase(at("eval.db"), [
      `ALTER TABLE trials ADD COLUMN "my note" TEXT`,
      `UPDATE trials SET "my note" = 'look', initial_state = 'no json', attempt = 'two' WHERE id = 2`,
    ]);
    const { stderr } = await run("-o", "t.parquet");
    expect(stderr).toContain("warning: 1 value of attempt of another type left out");
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(at("t.parquet")) });
    expect(read[1]).toMatchObject({ "my note": "look", initial_state: "no json", attempt: null });
    await run("-o", "t.jsonl");
    const [, second] = (await text("t.jsonl")).split("\n");
    expect(JSON.parse(second!)).toMatchObject({ "my note": "look", initial_state: "no json", attempt: "two" });
  });

  it("goes to standard output where that makes sense, CSV unless said otherwise", async () => {
    const { stdout } = await run("-o", "-", "--table", "campaigns");
    expect(parseCsv(stdout).map((row) => row[0])).toEqual(["id", "1", "2"]);
    expect(await run("-o", "-", "--format", "parquet")).toMatchObject({ code: 2, stdout: "" });
  });

  it("is a header alone where there is nothing", async () => {
    await openStore(at("empty.db")).then((store) => store.close());
    await run("--db", "empty.db", "-o", "e.csv");
    expect(parseCsv(await text("e.csv"))).toHaveLength(1);
    await run("--db", "empty.db", "-o", "e.parquet");
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(at("e.parquet")) })).toEqual([]);
  });
});

describe("a file that is there already", () => {
  it("is left alone, and with --force replaced", async () => {
    await writeFile(at("t.csv"), "mine");
    const refused = await run("-o", "t.csv");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("exists already") });
    expect(await text("t.csv")).toBe("mine");
    expect((await run("-o", "t.csv", "--force")).code).toBe(0);
    expect(parseCsv(await text("t.csv"))).toHaveLength(4);
  });

  it("in a folder keeps the others from being written too", async () => {
    await mkdir(at("out"));
    await writeFile(at("out/trials.csv"), "mine");
    expect((await run("-o", "out")).code).toBe(2);
    expect(await readdir(at("out"))).toEqual(["trials.csv"]);
  });
});

it("files are their owner's alone, and nothing but them is left", async () => {
  await run("-o", "out/", "--format", "parquet");
  expect((await readdir(at("out"))).sort()).toEqual([
    "campaigns.parquet",
    "events.parquet",
    "trials.parquet",
    "verdicts.parquet",
  ]);
  expect((await stat(at("out/trials.parquet"))).mode & 0o777).toBe(0o600);
  expect(await run("-o", "no/such/folder.csv")).toMatchObject({ code: 2 });
});

it.each([
  [["-o", "x", "--format", "xml"], "there is no xml"],
  [["-o", "x", "--table", "trial"], "did you mean trials"],
  [["one", "-o", "x"], "no campaign in eval.db is named one"],
])("refuses %j with words", async (args, words) => {
  expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
});
