import { defaultTiming, isHarnessError } from "@eval/core";
import { z } from "zod";
import { parseDuration, parseDurationRange } from "../arguments/parse-duration.js";
import { parseShare } from "../arguments/parse-number.js";
import { environmentKey, operatorKeys } from "./operator-keys.js";
import { variantSchema } from "./variant-file.js";

/** Text or a number, read as the command line reads the same. */
function readAs<T>(read: (text: string) => T) {
  return z.union([z.string(), z.number()]).transform((value, context): T => {
    try {
      return read(String(value));
    } catch (error) {
      if (!isHarnessError(error)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  });
}

/** Defaults stand as a person would write them, for the schema that editors read. */
function duration(key: string, { min, otherwiseMs }: { min: number; otherwiseMs: number }) {
  return readAs((text) => parseDuration(text, key, { min })).prefault(inWords(otherwiseMs));
}

function inWords(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

const subject = z.strictObject({
  plugin: z.string().min(1).describe("A package, or a path from this file's folder"),
  options: z.record(z.string(), z.json()).default({}).describe("The subject's options"),
});

const chaosType = z.strictObject({
  type: z.string().min(1).describe("A chaos type of every subject; `eval chaos` lists them"),
  params: z.record(z.string(), z.json()).nullish().describe("Its parameters"),
});

const flag = (describe: string) => z.boolean().default(false).describe(describe);

/** A campaign file. What is read here is complete and of the right kinds; subjects and variants are looked up later. */
export const campaignSchema = z
  .strictObject({
    name: z.string().min(1).describe("Stored with every result; also the seed where none is given"),
    subjects: z
      .array(z.union([z.string().min(1), subject]))
      .min(1)
      .describe("What is broken: tikv stands for the package @eval/subject-tikv"),
    chaos_types: z.array(chaosType).default([]).describe("How it is broken"),
    trials_per_combination: z.int().min(1).max(100_000).default(1).describe("Repetitions of each trial"),
    parallel: z.int().min(1).max(10).default(1).describe("Clusters at a time, each with an operator of its own"),
    cooldown_seconds: z.number().min(0).max(86_400).default(0).describe("Pause between two trials"),
    include_baseline: flag("Trials without an operator: what heals by itself?"),
    include_shams: flag("Trials without a fault, for each variant: what does it imagine?"),
    include_controls: flag("Trials of nop, fabricate, restart and remedy"),
    variant: z.string().min(1).optional().describe("The one variant: a file of variants_dir, without .yaml"),
    variants: z
      .array(z.union([z.string().min(1), variantSchema]))
      .min(1)
      .optional()
      .describe("Files of variants_dir, without .yaml, or variants written out"),
    variants_dir: z.string().min(1).default("variants").describe("From this file's folder"),
    ...operatorKeys,
    env: environmentKey,
    operator_files: z.string().min(1).optional().describe("Folder to keep database and log of started operators"),
    share_user: flag("Run operators as this user, even where they could have one of their own"),
    end_on_claim: flag("Stop watching at the first claim or escalation"),
    seed: z
      .union([z.string().min(1), z.number()])
      .transform(String)
      .optional()
      .describe("Decides targets, pauses and order; equal seeds give equal plans"),
    order: z
      .enum(["randomised", "as_written"])
      .default("randomised")
      .describe("randomised: shuffled by the seed within each repetition"),
    horizon: duration("horizon", { min: 1, otherwiseMs: defaultTiming.horizonMs }).describe(
      "Watch after the fault: 300s, 5m",
    ),
    hold: duration("hold", { min: 0, otherwiseMs: defaultTiming.holdMs }).describe("Healthy for so long is recovered"),
    healthy_timeout: duration("healthy_timeout", { min: 1, otherwiseMs: defaultTiming.healthyMs }).describe(
      "For the cluster to become healthy before the fault",
    ),
    quiet: readAs((text) => parseDurationRange(text, "quiet"))
      .prefault(`${inWords(defaultTiming.quietMinMs)}..${inWords(defaultTiming.quietMaxMs)}`)
      .describe("Pause before the fault, drawn between MIN..MAX"),
    observe: duration("observe", { min: 10, otherwiseMs: defaultTiming.observeMs }).describe("Between two looks"),
    probe: duration("probe", { min: 10, otherwiseMs: defaultTiming.probeMs }).describe("Between two client operations"),
    min_valid: readAs((text) => parseShare(text, "min_valid"))
      .prefault(0.5)
      .describe("Exit with 5 when a smaller share of an arm's trials was valid (0 to 1, or a percentage)"),
  })
  .describe("A campaign of eval: subjects × chaos types × variants × repetitions");

export type CampaignFile = z.output<typeof campaignSchema>;
