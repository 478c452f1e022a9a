import { appendFile, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { scratchFolders } from "../testing/scratch.js";
import { until } from "../testing/within.js";
import { boundOutput } from "./bound-output.js";

const scratchFolder = scratchFolders(onTestFinished);

test("output that outgrows its bound is dropped, and what follows is kept", async () => {
  const path = join(await scratchFolder(), "log");
  await appendFile(path, "x".repeat(5_000));
  onTestFinished(boundOutput(path, { mostBytes: 1_000, everyMs: 5 }));
  await until(async () => (await stat(path)).size < 1_000);
  await until(async () => (await readFile(path, "utf8")).endsWith("more than is kept]\n"));
  await appendFile(path, "the end\n");
  expect(await readFile(path, "utf8")).toBe("[5000 bytes of output were dropped here: more than is kept]\nthe end\n");
});
