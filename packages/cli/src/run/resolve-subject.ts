import {
  chaosTypeOf,
  HarnessError,
  loadPlugin,
  parseStrictly,
  seededRandom,
  silentLogger,
  systemClock,
  withDeadline,
  type ChaosType,
  type EvalSubject,
  type JsonObject,
  type Lacking,
  type Plugin,
} from "@eval/core";
import { typed } from "../arguments/key-values.js";
import type { RunRequest } from "../arguments/read-run-request.js";
import { printableLine } from "../text/printable.js";

export interface ResolvedSubject {
  plugin: Plugin;
  /** Null in a sham. */
  chaos: ChaosType | null;
  options: JsonObject;
  params: JsonObject;
}

/** The subject's options as parsed, and what the chaos types need. */
type Wanted = Parameters<EvalSubject["preflight"]>[0];

/** Long enough for images to be had. */
const preflightMs = 600_000;

export interface Asking {
  /** Told what takes long. */
  say: (line: string) => void;
  /** @default ten minutes */
  withinMs?: number;
}

/**
 * Loads the subject and checks everything it was asked for, before anything is created. Rejects with
 * `plugin_not_found`, `plugin_invalid`, `chaos_unknown`, `options_invalid`, `params_invalid` or `host_lacking`.
 */
export async function resolveSubject(request: RunRequest, cwd: string, asking: Asking): Promise<ResolvedSubject> {
  const plugin = await loadPlugin(request.plugin, cwd);
  const { subject } = plugin;
  const isSham = request.arm !== "controls" && request.arm.sham;
  const chaos = isSham ? null : chaosTypeOf(subject, request.chaosType ?? missingChaos(subject));
  const options = parseStrictly(subject.options, typed(request.options, subject.options), "options_invalid");
  const params = chaos ? parseStrictly(chaos.params, typed(request.params, chaos.params), "params_invalid") : {};
  await refuseLackingHost(subject, { needs: chaos?.needs ?? [], options }, asking);
  return { plugin, chaos, options, params };
}

/** Rejects with `host_lacking`: each thing in the message, and what to do about each as a line of the hint. */
export async function refuseLackingHost(subject: EvalSubject, wanted: Wanted, asking: Asking): Promise<void> {
  const lacking = await preflight(subject, wanted, asking);
  if (lacking.length === 0) return;
  throw new HarnessError("host_lacking", {
    message: lacking.map(({ message }) => message).join("; "),
    hint: [...new Set(lacking.map(({ hint }) => hint))].join("\n"),
    details: { lacking: lacking.map(({ capability }) => capability) },
  });
}

/** What this host lacks, asked outside of any trial. */
export function preflight(
  subject: EvalSubject,
  wanted: Wanted,
  { say, withinMs = preflightMs }: Asking,
): Promise<Lacking[]> {
  const surroundings = {
    clusterId: "preflight",
    random: seededRandom("preflight"),
    clock: systemClock,
    log: { ...silentLogger, warn: (message: string) => say(printableLine(message, 500)) },
  };
  return withDeadline(surroundings, { doing: "looking at what this host can do", ms: withinMs }, (context) =>
    subject.preflight(wanted, context),
  );
}

function missingChaos(subject: EvalSubject): never {
  throw new HarnessError("usage_invalid", {
    message: "--chaos is missing",
    hint: `${subject.name} has ${Object.keys(subject.chaos).join(", ")}.`,
  });
}
