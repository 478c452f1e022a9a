import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TrialEventType } from "@eval/core";
import { openStore } from "@eval/store";
import { describe, expect, it } from "vitest";
import { remainsOf } from "./remains.js";

const harness = fileURLToPath(new URL("../../dist/crash/dying-harness.js", import.meta.url));
const evalBin = fileURLToPath(new URL("../../../../packages/cli/bin/eval.js", import.meta.url));

/** Every boundary at which a harness can die with something to lose. */
const boundaries: TrialEventType[] = [
  "trial.started",
  "cluster.creating",
  "cluster.ready",
  "operator.starting",
  "operator.started",
  "trial.armed",
  "chaos.injecting",
  "chaos.injected",
  "ticket.opened",
  "watch.ended",
  "trial.judged",
  "chaos.cleaning",
  "chaos.cleaned",
  "trial.ended",
  "cluster.destroyed",
];

describe("a harness killed with SIGKILL", () => {
  it.for(boundaries)("right after %s loses nothing and leaves nothing behind once swept", async (boundary, context) => {
    if (!existsSync("/proc/self/stat")) return context.skip("needs /proc to see what is left");
    const folder = await mkdtemp(join(tmpdir(), "crash-"));
    const db = join(folder, "eval.db");
    try {
      const child = fork(harness, [db, boundary], { stdio: "ignore" });
      const [, signal] = (await once(child, "exit")) as [number | null, string | null];
      expect(signal).toBe("SIGKILL");

      await using dead = await openStore(db);
      const before = await dead.getEvents(1);
      expect(before.map(({ type }) => type)).toContain(boundary);
      const { clusterId } = (before[0] as Extract<(typeof before)[number], { type: "trial.started" }>).data;
      const operator = before.find(({ type }) => type === "operator.started")?.data as
        { facts: { folder: string } } | undefined;

      await promisify(execFile)(process.execPath, [evalBin, "sweep", "--db", db]);

      const after = await dead.getEvents(1);
      expect(after.slice(0, before.length)).toEqual(before);
      const trial = await dead.getTrial(1);
      expect(trial?.endedAt).not.toBeNull();
      const finished = before.some(({ type }) => type === "trial.judged");
      expect([trial?.outcome, trial?.outcomeCode]).toEqual(finished ? ["success", null] : ["invalid", "harness_died"]);
      expect(await remainsOf(`pg-${clusterId}`)).toEqual([]);
      const operatorFolder = operator?.facts.folder.split("/").at(-1);
      expect(operatorFolder === undefined ? [] : await remainsOf(operatorFolder)).toEqual([]);
      expect(await dead.unfinishedTrials()).toEqual([]);
      expect(await dead.remainingClusters()).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
