import { groupBy } from "@eval/analysis";
import { canonicalJson, type Json, type JsonObject } from "@eval/core";
import type { StoredCampaign } from "@eval/store";
import { withoutFolders } from "../campaign/trial-identity.js";
import { campaignArm } from "../show/campaign-page.js";
import { jsonAt } from "./json-at.js";

/** Campaigns of one and the same operator. */
export interface OperatorGroup {
  /** Operator and variant; another operator may be called the same. */
  name: string;
  variant: string;
  campaigns: readonly StoredCampaign[];
}

/**
 * The campaigns by who repairs, in their order. Operators of one name that were started or told otherwise are several;
 * campaigns that say nothing of that belong to the only operator of that name, if there is one. Pure.
 */
export function groupOperators(campaigns: readonly StoredCampaign[]): OperatorGroup[] {
  const keyed = campaigns.map((campaign) => ({ campaign, name: campaignArm(campaign), key: identityOf(campaign) }));
  const keysOf = new Map<string, Set<string>>();
  for (const { name, key } of keyed) if (key !== null) keysOf.set(name, (keysOf.get(name) ?? new Set()).add(key));
  const onlyKey = (name: string) => (keysOf.get(name)?.size === 1 ? [...keysOf.get(name)!][0] : "");
  const groups = groupBy(keyed, ({ name, key }) => `${name}\n${key ?? onlyKey(name)}`);
  return [...groups.values()].map((own) => {
    const { name, campaign } = own[0]!;
    return { name, variant: campaign.variant ?? "operator", campaigns: own.map((each) => each.campaign) };
  });
}

/** What becomes of the trials of operators of one name where nothing tells them apart. */
export const togetherText = "their trials are counted together";

/** A sentence for each name that stands for several operators, and in what these differ. `so`: what is made of it. */
export function sameNameNotes(campaigns: readonly StoredCampaign[], so: string): string[] {
  const byName = groupBy(groupOperators(campaigns), ({ name }) => name);
  return [...byName].flatMap(([name, groups]) => {
    if (groups.length < 2) return [];
    const members = groups.map((group) => campaignsText(group.campaigns)).join(" and ");
    const differing = aspects
      .filter(({ of }) => new Set(groups.map(({ campaigns: [first] }) => canonicalJson(of(first!)))).size > 1)
      .map((aspect) => aspect.name);
    return [`${name} of ${members} is not the same operator (${differing.join(", ")}): ${so}`];
  });
}

/** `campaign 3`, `campaigns 3, 5` */
export function campaignsText(campaigns: readonly Pick<StoredCampaign, "id">[]): string {
  return `campaign${campaigns.length === 1 ? "" : "s"} ${campaigns.map(({ id }) => id).join(", ")}`;
}

/** What an operator is, beside its name. Where it lies and what its environment holds is no part of it. */
const aspects: readonly { name: string; of: (campaign: StoredCampaign) => Json }[] = [
  { name: "how it is started", of: ({ config }) => startOf(jsonAt(config, ["repairer"])) },
  { name: "model", of: ({ config }) => jsonAt(config, ["variant", "model"]) ?? null },
  { name: "system prompt", of: ({ config }) => jsonAt(config, ["variant", "systemPrompt"]) ?? null },
  { name: "tools", of: ({ config }) => jsonAt(config, ["variant", "toolsConfig"]) ?? null },
  { name: "variables of its environment", of: ({ config }) => variablesOf(jsonAt(config, ["operatorEnv"])) },
];

/** Null where the campaign says nothing of its operator. */
function identityOf(campaign: StoredCampaign): string | null {
  if (jsonAt(campaign.config, ["repairer"]) === undefined) return null;
  return canonicalJson(aspects.map(({ of }) => of(campaign)));
}

function startOf(repairer: Json | undefined): Json {
  if (typeof repairer !== "object" || repairer === null || Array.isArray(repairer)) return null;
  const { operatorDb: _, briefingOut: __, command, ...rest } = repairer as JsonObject;
  return typeof command === "string" ? { ...rest, command: withoutFolders(command) } : rest;
}

function variablesOf(names: Json | undefined): Json {
  return Array.isArray(names) ? names.map(String).sort() : [];
}
