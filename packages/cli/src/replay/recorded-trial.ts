import { defaultTiming, HarnessError, type JsonObject, type TrialSpec } from "@eval/core";
import type { OperatorVariant } from "@eval/operator";
import type { Store, StoredCampaign, StoredTrial, TrialSummary } from "@eval/store";
import { z } from "zod";
import { scriptedAgents, type Repairer } from "../run/arm.js";

/** A trial with all that was recorded of how it was asked for. */
export interface RecordedTrial {
  campaign: StoredCampaign;
  trial: StoredTrial;
  /** The same, as a list has it. */
  summary: TrialSummary;
  /** Within its campaign, from 1. */
  number: number;
  spec: TrialSpec;
  repairer: Repairer;
  /** What the operator was told of itself; null where it was told nothing. */
  told: OperatorVariant | null;
  /** Names alone: the values may be secrets and are not recorded. */
  operatorEnv: readonly string[];
  shareUser: boolean;
}

const repairerSchema: z.ZodType<Repairer> = z.union([
  z.strictObject({ by: z.literal("nobody") }),
  z.strictObject({ by: z.literal("agent"), agent: z.enum(scriptedAgents as [(typeof scriptedAgents)[number]]) }),
  z.strictObject({ by: z.literal("agent"), agent: z.literal("wrong_fix"), wrongFix: z.string() }),
  z.strictObject({ by: z.literal("database"), operatorDb: z.string(), briefingOut: z.string().nullable() }),
  z.strictObject({ by: z.literal("operator-command"), command: z.string() }),
  z.strictObject({ by: z.literal("agent-command"), command: z.string() }),
]);

const configSchema = z.object({
  repairer: repairerSchema,
  operatorEnv: z.array(z.string()).default([]),
  shareUser: z.boolean().default(false),
  variant: z
    .object({
      name: z.string(),
      model: z.string().nullable(),
      systemPrompt: z.string().nullable(),
      toolsConfig: z.record(z.string(), z.json()).nullable(),
    })
    .nullish(),
});

/** Rejects with `trial_not_found`, or with `usage_invalid` for a trial of which too little was recorded. */
export async function readRecordedTrial(
  store: Store,
  { id, number, db }: { id: number; number: number; db: string },
): Promise<RecordedTrial> {
  const campaign = await store.getCampaign(id);
  if (!campaign) throw new HarnessError("trial_not_found", { message: `there is no campaign ${id} in ${db}` });
  const [summary] = await store.listTrials({ campaignId: id, limit: 1, offset: number - 1 });
  const trial = summary === undefined ? undefined : await store.getTrial(summary.id);
  if (!summary || !trial)
    throw new HarnessError("trial_not_found", { message: `campaign ${id} has no trial ${number}` });
  const [started] = await store.getEvents(trial.id);
  const config = configSchema.safeParse(campaign.config ?? {});
  if (started?.type !== "trial.started" || !config.success) {
    throw new HarnessError("usage_invalid", {
      message: `trial ${number} of campaign ${id} cannot be repeated: another program recorded it, without what was asked`,
      hint: "Ask for a new one with `eval run`.",
    });
  }
  const { repairer, operatorEnv, shareUser, variant } = config.data;
  const { identity: _, ...asked } = started.data.spec;
  // Without its identity: a campaign file that is run again must not take the repetition for one of its own trials.
  const spec: TrialSpec = { ...asked, timing: { ...defaultTiming, ...asked.timing }, attempt: 1 };
  const told = variant ? { ...variant, toolsConfig: variant.toolsConfig as JsonObject | null } : null;
  return { campaign, trial, summary, number, spec, repairer, told, operatorEnv, shareUser };
}
