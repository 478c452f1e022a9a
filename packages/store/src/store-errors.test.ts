import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { isHarnessError } from "@eval/core";
import { describe, expect, it } from "vitest";
import { createStore } from "./create-store.js";
import { enterWal, openConnection } from "./data-source.js";
import { migrate } from "./migrate.js";
import { openStore } from "./open-store.js";
import { asOrdinaryUser } from "./testing/ordinary-user.js";
import { rawConnection } from "./testing/raw-connection.js";
import { sampleCampaign, sampleEvents, sampleStart, sampleThought } from "./testing/sample-trial.js";
import { writeSeedFile } from "./testing/seed-file.js";
import { temporaryFolder, type TemporaryFolder } from "./testing/temporary-folder.js";

async function existingStore(folder: TemporaryFolder): Promise<{ path: string; trialId: number }> {
  const path = folder.path("eval.db");
  await using store = await openStore(path);
  const trialId = await store.beginTrial(await store.beginCampaign(sampleCampaign), sampleStart());
  await store.append(trialId, sampleEvents());
  return { path, trialId };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    if (!isHarnessError(error)) throw error;
    return error.code;
  }
}

describe("a full disk", () => {
  it("refuses the write, keeps what was acknowledged, and takes writes again once there is room", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    const connection = await openConnection(path, { busyTimeoutMs: 100 });
    await migrate(connection);
    await enterWal(connection, { busyTimeoutMs: 100 });
    await using store = createStore(connection, { path });
    const trialId = await store.beginTrial(await store.beginCampaign(sampleCampaign), sampleStart());

    const [size] = await connection.query<{ page_count: number }>("PRAGMA page_count");
    await connection.query(`PRAGMA max_page_count = ${(size?.page_count ?? 0) + 4}`);
    const acknowledged = [sampleStart()];
    let code = "none";
    for (let turn = 0; turn < 100 && code === "none"; turn++) {
      const event = sampleThought("x".repeat(1_000), turn);
      code = await codeOf(store.append(trialId, [event]));
      if (code === "none") acknowledged.push(event);
    }
    expect(code).toBe("store_full");
    expect(await codeOf(store.beginTrial(1, { ...sampleStart("c".repeat(9_000)) }))).toBe("store_full");
    expect(await store.getEvents(trialId)).toEqual(acknowledged);

    await connection.query("PRAGMA max_page_count = 100000");
    await store.append(trialId, [sampleThought("room again")]);
    expect(await store.getEvents(trialId)).toEqual([...acknowledged, sampleThought("room again")]);
  });
});

describe("a file or folder that cannot be written", () => {
  it("is refused as read-only: the file", async () => {
    await using folder = await temporaryFolder();
    const { path } = await existingStore(folder);
    await chmod(path, 0o444);
    const before = await readFile(path);
    expect(await asOrdinaryUser(() => codeOf(openStore(path)))).toBe("store_readonly");
    expect(await readFile(path)).toEqual(before);
  });

  it("is refused as read-only: a file that may not even be read", async () => {
    await using folder = await temporaryFolder();
    const { path } = await existingStore(folder);
    await chmod(path, 0o000);
    expect(await asOrdinaryUser(() => codeOf(openStore(path)))).toBe("store_readonly");
  });

  it("is refused as read-only: the folder of an existing file", async () => {
    await using folder = await temporaryFolder();
    const { path } = await existingStore(folder);
    await chmod(path, 0o666);
    await chmod(folder.path("."), 0o555);
    expect(await asOrdinaryUser(() => codeOf(openStore(path)))).toBe("store_readonly");
    expect(await readdir(folder.path("."))).toEqual(["eval.db"]);
  });

  it("is refused as read-only: the folder of a new file", async () => {
    await using folder = await temporaryFolder();
    await chmod(folder.path("."), 0o555);
    expect(await asOrdinaryUser(() => codeOf(openStore(folder.path("new.db"))))).toBe("store_readonly");
    expect(await asOrdinaryUser(() => codeOf(openStore(folder.path("new/new.db"))))).toBe("store_readonly");
  });
});

describe("a file that another program has locked", () => {
  it("refuses a write after the busy timeout, and takes it when the lock is gone", async () => {
    await using folder = await temporaryFolder();
    const { path, trialId } = await existingStore(folder);
    await using store = await openStore(path, { busyTimeoutMs: 20 });
    await using other = await rawConnection(path);
    await other.query("BEGIN IMMEDIATE");
    const appends = [store.append(trialId, [sampleThought("a")]), store.append(trialId, [sampleThought("b")])];
    expect(await Promise.all(appends.map(codeOf))).toEqual(["store_locked", "store_locked"]);
    expect(await store.getEvents(trialId)).toEqual([sampleStart(), ...sampleEvents()]);
    await other.query("ROLLBACK");
    await store.append(trialId, [sampleThought("c")]);
    expect(await store.getEvents(trialId)).toEqual([sampleStart(), ...sampleEvents(), sampleThought("c")]);
  });

  it("is waited for within the busy timeout", async () => {
    await using folder = await temporaryFolder();
    const { path, trialId } = await existingStore(folder);
    await using store = await openStore(path, { busyTimeoutMs: 30_000 });
    await using other = await rawConnection(path);
    await other.query("BEGIN IMMEDIATE");
    const appended = store.append(trialId, [sampleThought("patient")]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await other.query("COMMIT");
    await appended;
    expect((await store.getEvents(trialId)).at(-1)).toEqual(sampleThought("patient"));
  });

  it("is not opened when it would have to be migrated", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path);
    const before = await readFile(path);
    await using other = await rawConnection(path);
    await other.query("BEGIN EXCLUSIVE");
    expect(await codeOf(openStore(path, { busyTimeoutMs: 20 }))).toBe("store_locked");
    await other.query("ROLLBACK");
    expect(await readFile(path)).toEqual(before);
  });
});

describe("a database of a newer version", () => {
  it.each([
    ["by its revision", "PRAGMA user_version = 1000"],
    ["by a migration it went through", "INSERT INTO migrations (timestamp, name) VALUES (9, 'Later1800000000000')"],
  ])("is refused and left as it is: %s", async (_, change) => {
    await using folder = await temporaryFolder();
    const { path } = await existingStore(folder);
    {
      await using file = await rawConnection(path);
      await file.query(change);
    }
    const before = await readFile(path);
    expect(await codeOf(openStore(path))).toBe("store_newer");
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder.path("."))).toEqual(["eval.db"]);
  });
});

describe("what is not our database", () => {
  it("is refused and left as it is: a text", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("notes.txt");
    await writeFile(path, "SQLite format? No, just notes.\n".repeat(100), { mode: 0o644 });
    const before = await readFile(path);
    expect(await codeOf(openStore(path))).toBe("store_not_a_database");
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder.path("."))).toEqual(["notes.txt"]);
  });

  it("is refused: a folder", async () => {
    await using folder = await temporaryFolder();
    await mkdir(folder.path("results"));
    expect(await codeOf(openStore(folder.path("results")))).toBe("store_not_a_database");
  });

  it("is refused and left as it is: another program's database", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("operator.db");
    {
      await using file = await rawConnection(path);
      await file.query("CREATE TABLE tickets (id INTEGER PRIMARY KEY, status TEXT)");
      await file.query("INSERT INTO tickets (status) VALUES ('open')");
    }
    await chmod(path, 0o644);
    const before = await readFile(path);
    await expect(openStore(path)).rejects.toMatchObject({
      code: "store_not_a_database",
      details: { tables: ["tickets"] },
    });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder.path("."))).toEqual(["operator.db"]);
  });

  it("is refused and left as it is: tables of our names with other columns", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("marketing.db");
    {
      await using file = await rawConnection(path);
      await file.query("CREATE TABLE campaigns (id INTEGER PRIMARY KEY, budget REAL)");
      await file.query("CREATE TABLE trials (id INTEGER PRIMARY KEY, campaign_id INTEGER)");
    }
    const before = await readFile(path);
    expect(await codeOf(openStore(path))).toBe("store_not_a_database");
    expect(await readFile(path)).toEqual(before);
  });

  it("is refused: a database with a damaged beginning", async () => {
    await using folder = await temporaryFolder();
    const { path } = await existingStore(folder);
    const bytes = await readFile(path);
    await rm(path);
    await writeFile(path, Buffer.concat([bytes.subarray(0, 16), Buffer.alloc(bytes.length - 16, 0xff)]));
    expect(await codeOf(openStore(path))).toBe("store_not_a_database");
  });
});

describe("a closed store", () => {
  it("refuses everything, and closing it again does nothing", async () => {
    await using folder = await temporaryFolder();
    const store = await openStore(folder.path("eval.db"));
    await store.close();
    await store.close();
    expect(await codeOf(store.beginCampaign(sampleCampaign))).toBe("store_failed");
    expect(await codeOf(store.listCampaigns())).toBe("store_failed");
  });
});
