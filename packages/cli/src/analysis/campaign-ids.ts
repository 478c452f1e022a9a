import { HarnessError } from "@eval/core";
import type { Store } from "@eval/store";
import { usageError } from "../arguments/arguments.js";

/** Campaigns are looked through in pages of so many. */
const pageSize = 1_000;

/**
 * The campaigns that words name: numbers, several of them joined by commas, or the name that campaigns were given.
 * In the order of the words, each once. Rejects with `usage_invalid` or `trial_not_found`.
 */
export async function campaignIds(
  words: readonly string[],
  { store, db }: { store: Store; db: string },
): Promise<number[]> {
  const ids = new Set<number>();
  for (const word of words.flatMap((text) => text.split(",")).map((text) => text.trim())) {
    if (word === "") throw usageError("a campaign's number or name is missing");
    if (/^\d{1,15}$/.test(word)) ids.add(Number(word));
    else for (const id of await campaignsNamed(word, { store, db })) ids.add(id);
  }
  return [...ids];
}

/** By number. */
async function campaignsNamed(name: string, { store, db }: { store: Store; db: string }): Promise<number[]> {
  const found: number[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const page = await store.listCampaigns({ limit: pageSize, offset });
    found.push(...page.filter((campaign) => campaign.name === name).map(({ id }) => id));
    if (page.length < pageSize) break;
  }
  if (found.length === 0)
    throw new HarnessError("trial_not_found", { message: `no campaign in ${db} is named ${name}` });
  return found.reverse();
}
