import { didYouMean, HarnessError } from "@eval/core";
import type { Store } from "@eval/store";
import { usageError } from "../arguments/arguments.js";
import { allCampaigns } from "./all-campaigns.js";

/** `3`, `3,5` */
const numbers = /^ *\d{1,15}( *, *\d{1,15})* *$/;

/**
 * The campaigns that words name: numbers, several of them joined by commas, or the name that campaigns were given.
 * In the order of the words, each once. A campaign that repeats a trial (`replay`) is counted by its number alone, for
 * it has the name of the one it repeats. Rejects with `trial_not_found` for a name that none has.
 */
export async function campaignIds(
  words: readonly string[],
  { store, db }: { store: Store; db: string },
): Promise<number[]> {
  const ids = new Set<number>();
  for (const word of words) {
    if (numbers.test(word)) for (const number of word.split(",")) ids.add(Number(number));
    else for (const id of await campaignsNamed(word, { store, db })) ids.add(id);
  }
  return [...ids];
}

/**
 * The one campaign that a word names: its number, or the name of a single one. Rejects with `trial_not_found` for a
 * name that none has, and with `usage_invalid` for one that several have.
 */
export async function singleCampaignId(word: string, place: { store: Store; db: string }): Promise<number> {
  const ids = await campaignIds([word], place);
  if (ids.length === 1) return ids[0]!;
  throw usageError(`${word} names ${ids.length} campaigns, ${ids.join(", ")}`, "Give the number of one.");
}

/** By number. */
async function campaignsNamed(name: string, { store, db }: { store: Store; db: string }): Promise<number[]> {
  const found: number[] = [];
  const replays: number[] = [];
  const others = new Set<string>();
  for await (const campaign of allCampaigns(store)) {
    if (campaign.name === name) (campaign.replay ? replays : found).push(campaign.id);
    else if (campaign.name !== null) others.add(campaign.name);
  }
  if (found.length > 0) return found.reverse();
  const but = replays.length === 0 ? "" : ` but those that repeat a trial: ${replays.reverse().join(", ")}`;
  throw new HarnessError("trial_not_found", {
    message: `no campaign in ${db} is named ${name}${but}${didYouMean(name, [...others])}`,
  });
}
