import type { Logger } from "../../context.js";
import { silentLogger } from "../../context.js";
import { HarnessError } from "../../errors.js";
import type { JsonObject } from "../../json.js";
import { defaultTiming, type Timing } from "../../trial-spec.js";
import { executeInShell, type Execute } from "./execute-in-shell.js";

export interface ConformanceOptions {
  /** The subject's options. @default {} */
  options?: JsonObject;
  /** By chaos type, by a name for the set: the parameters to prove it with. @default one empty set, `default` */
  params?: { readonly [chaosType: string]: { readonly [set: string]: JsonObject } };
  /**
   * In ms, see `conformanceTiming`. The horizon decides how long an arm without a repair is watched: it must
   * be long enough for every remedy and every self-healing. It is at least twice `symptom.withinMs`.
   */
  timing?: Partial<Timing>;
  /** How operators' commands are run. @default `executeInShell` */
  execute?: Execute;
  /** URL of the plugin's module. Absent: what needs another process is skipped. */
  plugin?: string;
  /** What is left on the host of the cluster with that id, in words. Absent: only `attach` is asked. */
  leftovers?: (clusterId: string) => Promise<readonly string[]>;
  /** Which checks there are, by name and chaos type. The last one, which removes the clusters, always is. */
  filter?: RegExp | ((name: string, chaosType: string | null) => boolean);
  /** By a check's name: why it cannot be passed yet. Shown, never run. */
  skip?: { readonly [name: string]: string };
  /** Also runs the arms `nop` and `fabricate`, for a further horizon each per set of parameters. @default false */
  controls?: boolean;
  /**
   * How many clusters may be used side by side by trials in which a horizon is waited for, so that their horizons
   * pass together. Every check proves the same; the host must bear so many clusters at once. @default 1
   */
  clusters?: number;
  /** Told a cluster's id, and awaited, before anything of it is made: `sweep` with it is what a killed suite needs. */
  onCluster?: (clusterId: string) => Promise<void>;
  /** Told when a check begins to work on a cluster, and when it has ended. */
  onCheck?: (news: CheckNews) => void;
  /** @default "conformance" */
  seed?: string;
  logger?: Logger;
}

export interface CheckNews {
  /** The check's name. */
  name: string;
  is: "at work" | "done";
}

export interface ConformanceSettings {
  options: JsonObject;
  timing: Timing;
  execute: Execute;
  plugin: string | null;
  leftovers: ((clusterId: string) => Promise<readonly string[]>) | null;
  controls: boolean;
  clusters: number;
  onCluster: (clusterId: string) => Promise<void>;
  onCheck: (news: CheckNews) => void;
  seed: string;
  logger: Logger;
}

/** Short horizons, for clusters that answer within a second; half a second of probing before each fault. */
export const conformanceTiming: Timing = {
  ...defaultTiming,
  healthyMs: 60_000,
  horizonMs: 8_000,
  holdMs: 1_000,
  observeMs: 200,
  quietMinMs: 500,
  quietMaxMs: 500,
  quietWaitMs: 10_000,
  probeMs: 100,
  operatorStopMs: 5_000,
  claimWaitMs: 2_000,
  callMs: 60_000,
};

export function settle(options: ConformanceOptions): ConformanceSettings {
  return {
    options: options.options ?? {},
    timing: { ...conformanceTiming, ...options.timing },
    execute: options.execute ?? executeInShell,
    plugin: options.plugin ?? null,
    leftovers: options.leftovers ?? null,
    controls: options.controls ?? false,
    clusters: wholeNumber(options.clusters ?? 1),
    onCluster: options.onCluster ?? (async () => undefined),
    onCheck: options.onCheck ?? (() => undefined),
    seed: options.seed ?? "conformance",
    logger: options.logger ?? silentLogger,
  };
}

function wholeNumber(clusters: number): number {
  if (Number.isInteger(clusters) && clusters > 0) return clusters;
  throw new HarnessError("usage_invalid", {
    message: `a suite cannot use ${clusters} clusters`,
    details: { clusters: String(clusters) },
    hint: "Give a whole number from 1.",
  });
}
