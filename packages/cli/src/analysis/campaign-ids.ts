import { HarnessError } from "@eval/core";
import type { Store } from "@eval/store";

/** Campaigns are looked through in pages of so many. */
const pageSize = 1_000;
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

/** By number. */
async function campaignsNamed(name: string, { store, db }: { store: Store; db: string }): Promise<number[]> {
  const found: number[] = [];
  const replays: number[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const page = await store.listCampaigns({ limit: pageSize, offset });
    for (const campaign of page) if (campaign.name === name) (campaign.replay ? replays : found).push(campaign.id);
    if (page.length < pageSize) break;
  }
  if (found.length === 0) {
    const but = replays.length === 0 ? "" : ` but those that repeat a trial: ${replays.reverse().join(", ")}`;
    throw new HarnessError("trial_not_found", { message: `no campaign in ${db} is named ${name}${but}` });
  }
  return found.reverse();
}
