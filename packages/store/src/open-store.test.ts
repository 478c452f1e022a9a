import { chmod, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { enterWal, openConnection } from "./data-source.js";
import { openStore } from "./open-store.js";
import { sampleCampaign, sampleStart } from "./testing/sample-trial.js";
import { writeSeedFile } from "./testing/seed-file.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

/** Of the database and its log. */
async function permissionsOf(path: string): Promise<Record<string, string>> {
  const files = [path, `${path}-wal`, `${path}-shm`];
  const permissions = files.map(async (file) => [basename(file), ((await stat(file)).mode & 0o777).toString(8)]);
  return Object.fromEntries(await Promise.all(permissions)) as Record<string, string>;
}

describe("opening a store", () => {
  it("makes the folder and a file that only its owner can read, its log included", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("deep/down/eval.db");
    await using store = await openStore(path);
    await store.beginTrial(await store.beginCampaign(sampleCampaign), sampleStart());
    expect(await permissionsOf(path)).toEqual({ "eval.db": "600", "eval.db-wal": "600", "eval.db-shm": "600" });
  });

  it("takes everybody else's permissions off a file from before", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeSeedFile(path);
    await chmod(path, 0o644);
    await using store = await openStore(path);
    await store.beginCampaign(sampleCampaign);
    expect(await permissionsOf(path)).toEqual({ "eval.db": "600", "eval.db-wal": "600", "eval.db-shm": "600" });
  });

  it("keeps what is in an existing file", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    {
      await using store = await openStore(path);
      await store.beginCampaign(sampleCampaign);
    }
    await using store = await openStore(path);
    expect(await store.listCampaigns()).toHaveLength(1);
  });

  it("takes an empty file as a new one", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("eval.db");
    await writeFile(path, "");
    await using store = await openStore(path);
    expect(await store.listCampaigns()).toEqual([]);
  });

  it("makes nothing where the file must exist", async () => {
    await using folder = await temporaryFolder();
    const path = folder.path("missing/eval.db");
    await expect(openStore(path, { mustExist: true })).rejects.toMatchObject({ code: "trial_not_found" });
    await expect(stat(folder.path("missing"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("lets others read while it writes, and syncs every commit to the disk", async () => {
    await using folder = await temporaryFolder();
    const connection = await openConnection(folder.path("eval.db"), { busyTimeoutMs: 1_234 });
    await enterWal(connection, { busyTimeoutMs: 1_234 });
    const setting = async (name: string) => Object.values((await connection.query(`PRAGMA ${name}`))[0] ?? {})[0];
    expect({
      journal: await setting("journal_mode"),
      synchronous: await setting("synchronous"),
      foreignKeys: await setting("foreign_keys"),
      busyTimeout: await setting("busy_timeout"),
    }).toEqual({ journal: "wal", synchronous: 2, foreignKeys: 1, busyTimeout: 1_234 });
    await connection.close();
  });
});
