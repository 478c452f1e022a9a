import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Briefing, Json, Observation } from "@eval/core";

/**
 * A subject as small as can be, as a module on disk: a cluster is a folder, each file in `problems` a
 * problem by its key (`down:n1`), and while a file `blind` is there nothing can be observed.
 */
export interface ToyCluster {
  folder: string;
  /** The module's path, in a folder that only this process's user may enter. */
  plugin: string;
  handle: Json;
  briefing: Briefing;
  observe(): Promise<Observation>;
  break(key: string): Promise<void>;
  repair(key: string): Promise<void>;
  blind(on: boolean): Promise<void>;
}

export async function toyCluster(folder: string): Promise<ToyCluster> {
  const problems = join(folder, "problems");
  await mkdir(problems);
  await chmod(problems, 0o777);
  const own = join(folder, "module");
  await mkdir(own, { mode: 0o700 });
  const plugin = join(own, "toy.mjs");
  await writeFile(plugin, moduleText);
  const briefing: Briefing = {
    summary: "Two nodes.",
    endpoints: [],
    nodes: [
      { name: "n1", description: "the first" },
      { name: "n2", description: "the second" },
    ],
    commands: { restart: { summary: "Restarts a node.", command: `rm -f ${problems}/down:{node}` } },
  };
  return {
    folder,
    plugin,
    handle: { folder },
    briefing,
    async observe() {
      if ((await readdir(folder)).includes("blind")) throw new Error("blind");
      const keys = (await readdir(problems)).sort();
      return {
        status: keys.length === 0 ? "healthy" : "degraded",
        problems: keys.map((key) => ({
          key,
          target: key.split(":")[1] ?? null,
          message: `problem ${key}`,
          severity: "critical",
        })),
      };
    },
    break: (key) => writeFile(join(problems, key), ""),
    repair: (key) => rm(join(problems, key), { force: true }),
    blind: (on) => (on ? writeFile(join(folder, "blind"), "") : rm(join(folder, "blind"))),
  };
}

const moduleText = `
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export default {
  contract: 1,
  name: "toy",
  summary: "Problems as files.",
  options: {},
  chaos: {},
  async preflight() { return []; },
  async create() { throw new Error("a toy is made by its test"); },
  async sweep() {},
  async attach({ folder }) {
    if (folder === undefined) return undefined;
    return {
      handle: { folder },
      async briefing() {
        const restart = { summary: "Restarts a node.", command: "rm -f " + folder + "/problems/down:{node}" };
        return { summary: "By hand.", endpoints: [], nodes: [{ name: "n1", description: "" }], commands: { restart } };
      },
      async observe() {
        const keys = await readdir(join(folder, "problems"));
        const problems = keys.map((key) => ({
          key, target: key.split(":")[1] ?? null, message: "problem " + key, severity: "critical",
        }));
        return { status: keys.length === 0 ? "healthy" : "degraded", problems };
      },
      async [Symbol.asyncDispose]() {},
    };
  },
};
`;
