import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@eval/core";
import { expect, onTestFinished, test } from "vitest";
import { thisHost } from "../host.js";
import { uidClaims } from "../process/uid-claim.js";
import { isAlive, readPid, scratchFolders } from "../testing/scratch.js";
import { until } from "../testing/within.js";
import { sweepOperator, sweepOperators } from "./sweep-operator.js";

const scratchFolder = scratchFolders(onTestFinished);

const built = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/** An operator with a daemon, started by another harness that was killed since. */
async function orphanedOperator(isolation: "auto" | "shared") {
  const scratch = await scratchFolder();
  const clusterId = `orphaned-${process.pid}-${isolation}`;
  // With a uid of its own, not even a daemon that wipes its environment gets away.
  const wipe = isolation === "auto" && process.getuid?.() === 0 ? "env -i " : "";
  const program = `
    import { commandOperator, thisHost } from ${JSON.stringify(built)};
    const operator = commandOperator({
      host: { ...thisHost(), temporaryFolder: ${JSON.stringify(scratch)} },
      isolation: ${JSON.stringify(isolation)},
      command: "${wipe}setsid sh -c 'echo $$ > daemon; exec sleep 60' & exec sleep 60",
    });
    const briefing = { summary: "", endpoints: [], nodes: [], commands: {} };
    const running = await operator.start({ briefing, handle: null }, { clusterId: ${JSON.stringify(clusterId)} });
    console.log(JSON.stringify(running.facts));
    setInterval(() => undefined, 1000);`;
  const harness = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = (await once(harness.stdout, "data")) as [Buffer];
  const facts = JSON.parse(printed.toString()) as JsonObject & { pid: number; folder: string };
  const daemon = await until(() => readPid(join(facts.folder, "daemon")));
  harness.kill("SIGKILL");
  await once(harness, "exit");
  expect(await isAlive(facts.pid)).toBe(true);
  return {
    clusterId,
    facts,
    host: { ...thisHost(), temporaryFolder: scratch },
    async expectGone() {
      expect(await isAlive(facts.pid)).toBe(false);
      expect(await isAlive(daemon)).toBe(false);
      expect(await readdir(scratch)).toEqual([]);
      expect(await readdir(uidClaims).catch(() => [])).not.toContain(String(facts["uid"]));
    },
  };
}

test.each(["auto", "shared"] as const)(
  "an operator whose harness was killed is ended by its recorded facts (%s)",
  async (isolation) => {
    const { facts, host, expectGone } = await orphanedOperator(isolation);
    expect(await sweepOperator(facts, host)).toEqual([]);
    await expectGone();
  },
);

test.each(["auto", "shared"] as const)(
  "an operator of which nothing was recorded is ended by its cluster's id (%s)",
  async (isolation) => {
    const { clusterId, host, facts, expectGone } = await orphanedOperator(isolation);
    expect(await sweepOperators(`${clusterId}-another`, host)).toEqual([]);
    expect(await isAlive(facts.pid)).toBe(true);
    expect(await sweepOperators(clusterId, host)).toEqual([]);
    await expectGone();
  },
);

test("facts of an operator that the harness did not manage sweep nothing", async () => {
  expect(await sweepOperator({ managed: false, operatorDb: "operator.db" })).toEqual([]);
});
