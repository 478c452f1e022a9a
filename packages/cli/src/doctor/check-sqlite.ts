import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "@eval/core";
import type { Check } from "./check.js";

/** By really opening a database, in a folder of its own that is removed again. */
export async function checkSqlite(): Promise<Check> {
  const check = { name: "SQLite", needed: true };
  try {
    const folder = await mkdtemp(join(tmpdir(), "eval-doctor-"));
    try {
      const { openStore } = await import("@eval/store");
      await using store = await openStore(join(folder, "eval.db"));
      await store.listCampaigns({ limit: 1 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return { ...check, status: "ok", detail: "a database can be created and read", todo: null };
  } catch (error) {
    return {
      ...check,
      status: "missing",
      detail: describe(error),
      todo: "Install again with python3, make and a C++ compiler at hand: the driver is compiled where no binary can be fetched.",
    };
  }
}
