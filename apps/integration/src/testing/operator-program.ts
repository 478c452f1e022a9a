/**
 * A scripted operator as a process of its own: `node operator-program.js SCRIPT OPERATOR_DB BRIEFING`.
 * Once its script is done it stays, as monitors do, until it is asked to end.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Briefing } from "@eval/core";
import { createOperatorLog } from "@eval/operator-db";
import { scripts, type ScriptName } from "./operators/index.js";
import { createHands } from "./hands.js";

const [script = "", operatorDb = "", briefingFile = ""] = process.argv.slice(2);

/** An operator's host may have another idea of the time. */
const aheadMs = Number(process.env["CLOCK_AHEAD_MS"] ?? 0);
const clock = {
  now: () => performance.now(),
  wall: () => new Date(Date.now() + aheadMs),
  sleep: (ms: number) => sleep(ms),
};

/** One that runs before there is a cluster is told of it later. */
async function told(): Promise<Briefing> {
  for (;;) {
    const text = await readFile(briefingFile, "utf8").catch(() => null);
    if (text !== null) return JSON.parse(text) as Briefing;
    await sleep(20);
  }
}

const staying = setInterval(() => undefined, 60_000);
const end = () => process.exit(0);
process.on("SIGTERM", end);
// Whoever forked this is gone.
process.on("disconnect", end);
const log = await createOperatorLog(operatorDb, { clock });
await scripts[script as ScriptName](createHands(told, log));
staying.ref();
