import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@eval/core";
import { expect, test, onTestFinished } from "vitest";
import { isAlive, readPid, scratchFolders } from "../testing/scratch.js";
import { until } from "../testing/within.js";
import { sweepOperator } from "./sweep-operator.js";

const scratchFolder = scratchFolders(onTestFinished);

const built = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

test.each(["auto", "shared"])(
  "an operator whose harness was killed is ended by its recorded facts (%s)",
  async (isolation) => {
    const scratch = await scratchFolder();
    const uidClaims = join(scratch, "claims");
    const temporaryFolder = join(scratch);
    const harness = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { commandOperator, thisHost } from ${JSON.stringify(built)};
     const host = { ...thisHost(), temporaryFolder: ${JSON.stringify(temporaryFolder)} };
     const operator = commandOperator({
       host, uidClaims: ${JSON.stringify(uidClaims)}, isolation: ${JSON.stringify(isolation)},
       command: "setsid sh -c 'echo $$ > daemon; exec sleep 60' & exec sleep 60",
     });
     const briefing = { summary: "", endpoints: [], nodes: [], commands: {} };
     const running = await operator.start({ briefing, handle: null }, {});
     console.log(JSON.stringify(running.facts));
     setInterval(() => undefined, 1000);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [printed] = (await once(harness.stdout, "data")) as [Buffer];
    const facts = JSON.parse(printed.toString()) as JsonObject & { pid: number; folder: string };
    const daemon = await until(() => readPid(join(facts.folder, "daemon")));
    harness.kill("SIGKILL");
    await once(harness, "exit");
    expect(await isAlive(facts.pid)).toBe(true);

    expect(await sweepOperator(facts, { uidClaims })).toEqual([]);
    expect(await isAlive(facts.pid)).toBe(false);
    expect(await isAlive(daemon)).toBe(false);
    expect((await readdir(scratch)).filter((name) => name !== "claims")).toEqual([]);
    expect(await readdir(uidClaims).catch(() => [])).toEqual([]);
  },
);

test("facts of an operator that the harness did not manage sweep nothing", async () => {
  expect(await sweepOperator({ managed: false, operatorDb: "operator.db" })).toEqual([]);
});
