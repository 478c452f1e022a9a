import { commandDigester } from "@eval/analysis";
import { defaultTiming, type JsonObject } from "@eval/core";
import { openStore, type NewCampaign, type NewTrial, type Store } from "@eval/store";

const createdAt = "2026-01-01T00:00:00.000Z";

/** Campaigns as they stand in a database, written down and not run. */
export interface CampaignToStore {
  /** A trial for each letter: `S`uccess, `F` not repaired, `X` invalid, `U` unfinished, `?` another program's. */
  letters: string;
  /** @default a campaign of the operator `restart` */
  who?: "baseline" | "restart" | "sham" | { variant: string; command?: string; model?: string };
  /** @default nightly */
  name?: string;
  chaosType?: string;
  seed?: string;
  horizonMs?: number;
  subject?: string;
  trialCount?: number;
  /** Repeats trial `trial` of that campaign: a single letter. */
  replayOf?: { campaignId: number; trial: number };
  commands?: NewTrial["commands"];
}

/** In the given order, so that the first is campaign 1. */
export async function storeCampaigns(path: string, campaigns: readonly CampaignToStore[]): Promise<void> {
  await using store = await openStore(path, { digestCommands: commandDigester() });
  for (const campaign of campaigns) await storeCampaign(store, campaign);
}

async function storeCampaign(store: Store, campaign: CampaignToStore): Promise<void> {
  const { letters, who = "restart", seed = "s", subject = "fake", horizonMs = 60_000 } = campaign;
  const chaosType = who === "sham" ? "none" : (campaign.chaosType ?? "node_down");
  const variant = who === "baseline" ? null : typeof who === "string" ? "restart" : who.variant;
  const { command, model } = typeof who === "string" ? {} : who;
  const operatorName = who === "baseline" ? null : command === undefined ? "restart" : "agent";
  const config: JsonObject = {
    arm: who === "sham" ? "sham, restart" : (operatorName ?? "baseline"),
    repairer: repairerOf(operatorName, command),
    ...(model === undefined ? {} : { variant: { name: variant, model, systemPrompt: null, toolsConfig: null } }),
    params: {},
    options: {},
    timing: { ...defaultTiming, horizonMs },
    ...(campaign.replayOf ? { replayOf: campaign.replayOf } : {}),
  };
  const asked: NewCampaign = {
    subject,
    chaosType,
    trialCount: campaign.trialCount ?? letters.length,
    baseline: who === "baseline",
    variant,
    createdAt,
    ...(letters.includes("?") ? {} : { seed, config, name: campaign.name ?? "nightly" }),
  };
  const campaignId = await store.insertCampaign(asked);
  for (const [index, letter] of letters.split("").entries()) {
    const repetition = campaign.replayOf?.trial ?? index + 1;
    const own = { seed: `${seed}#${repetition}`, planDigest: `plan-${repetition}` };
    const common = { campaignId, startedAt: createdAt, chaosType, baseline: asked.baseline, variantName: variant };
    const operated = { operatorName, horizonMs, commands: campaign.commands ?? [] };
    if (letter === "?") await store.insertTrial({ campaignId, startedAt: createdAt, endedAt: createdAt });
    else await store.insertTrial({ ...common, ...own, ...operated, ...resultOf(letter) });
  }
}

function repairerOf(operatorName: string | null, command: string | undefined): JsonObject {
  if (operatorName === null) return { by: "nobody" };
  return command === undefined ? { by: "agent", agent: operatorName } : { by: "agent-command", command };
}

function resultOf(letter: string): Partial<NewTrial> {
  const measured = { endedAt: createdAt, probeCount: 100, probeFailures: 5, unavailableMs: 500, lostWrites: 0 };
  if (letter === "S") return { ...measured, outcome: "success", recoveredAfterMs: 10_000, healedBy: "operator" };
  if (letter === "F") return { ...measured, outcome: "timeout" };
  return letter === "X" ? { endedAt: createdAt, outcome: "invalid", outcomeCode: "not_healthy" } : {};
}
