import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineChaosType, defineSubject, type Cluster, type EvalSubject } from "@eval/core";
import { z } from "zod";

/**
 * A cluster that is one file, healthy while it says `ok`: what a trial on it takes is what the harness
 * takes. `onBroken` is called in the moment of the injection.
 */
export function instantSubject(file: string, onBroken: () => void): EvalSubject {
  const none = z.strictObject({});
  const cluster: Cluster = {
    handle: { file },
    briefing: async () => ({ summary: "one file", endpoints: [], nodes: [], commands: {} }),
    reset: () => writeFile(file, "ok"),
    destroy: () => rm(file, { force: true }),
    observe: async () =>
      (await readFile(file, "utf8")) === "ok"
        ? { status: "healthy", problems: [] }
        : {
            status: "degraded",
            problems: [{ key: "broken", target: null, message: "the file is broken", severity: "critical" }],
          },
    captureState: async () => ({ file: await readFile(file, "utf8") }),
    fingerprint: (state) => state,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const isBroken = async () => (await readFile(file, "utf8")) === "broken";
  return defineSubject({
    name: "instant",
    summary: "One file",
    options: none,
    chaos: {
      broken: defineChaosType({
        summary: "The file is broken",
        params: none,
        symptom: { withinMs: 5_000 },
        selfHeals: () => false,
        plan: async () => ({}),
        inject: async () => {
          await writeFile(file, "broken");
          onBroken();
          return { broken: await isBroken() };
        },
        inForce: async () => ((await isBroken()) ? "present" : "absent"),
        cleanup: () => writeFile(file, "ok"),
        remedy: () => [`printf ok > ${file}`],
      }),
    },
    preflight: async () => [],
    create: async () => {
      await cluster.reset(undefined as never);
      return cluster;
    },
    attach: async () => cluster,
    sweep: () => rm(file, { force: true }),
  });
}

export const instantFile = (folder: string): string => join(folder, "cluster");
