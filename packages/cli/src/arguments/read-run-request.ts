import { defaultTiming, type Timing } from "@eval/core";
import { defaultDatabase, defaultPlugin } from "../commands/command.js";
import type { Arm } from "../run/arm.js";
import { usageError, type Arguments } from "./arguments.js";
import { parseKeyValues, type KeyValues } from "./key-values.js";
import { parseShare, parseWhole } from "./parse-number.js";
import { readArm } from "./read-arm.js";
import { readTiming } from "./read-timing.js";

/** What `eval run` was asked for, as far as the command line alone can tell. */
export interface RunRequest {
  plugin: string;
  options: KeyValues;
  /** Null when not given: right for a sham only. */
  chaosType: string | null;
  params: KeyValues;
  arm: Arm | "controls";
  trials: number;
  /** Null: to be drawn. */
  seed: string | null;
  timing: Timing;
  endOnClaim: boolean;
  /** Operators run as this process's user even where one of their own is possible. */
  shareUser: boolean;
  operatorEnv: KeyValues;
  /** As written; null: the default. */
  operatorFiles: string | null;
  variant: string | null;
  /** As written. */
  db: string;
  name: string | null;
  minValid: number;
  json: boolean;
}

/** Throws `usage_invalid`. */
export function readRunRequest(args: Arguments): RunRequest {
  const arm = readArm(args);
  const chaosType = args.text("chaos") ?? null;
  const params = parseKeyValues(args.list("param"), "--param");
  const operatorEnv = parseKeyValues(args.list("operator-env"), "--operator-env");
  if (arm !== "controls" && arm.sham && (chaosType !== null || Object.keys(params).length > 0)) {
    throw usageError("--sham breaks nothing: leave out --chaos and --param");
  }
  const starts = arm === "controls" || !["nobody", "database"].includes(arm.repairer.by);
  if (!starts && Object.keys(operatorEnv).length > 0) throw usageError("--operator-env needs an operator to start");
  if (!starts && args.has("operator-files")) throw usageError("--operator-files needs an operator to start");
  return {
    plugin: args.text("plugin") ?? defaultPlugin,
    options: parseKeyValues(args.list("option"), "--option"),
    chaosType,
    params,
    arm,
    trials: parseWhole(args.text("trials") ?? "1", "--trials", { min: 1 }),
    seed: args.text("seed") ?? null,
    timing: readTiming(args, defaultTiming),
    endOnClaim: args.flag("end-on-claim"),
    shareUser: args.flag("share-user"),
    operatorEnv,
    operatorFiles: args.text("operator-files") ?? null,
    variant: args.text("variant") ?? null,
    db: args.text("db") ?? defaultDatabase,
    name: args.text("name") ?? null,
    minValid: parseShare(args.text("min-valid") ?? "0.5", "--min-valid"),
    json: args.flag("json"),
  };
}
