import type { CampaignSummary, Store } from "@eval/store";

/** Campaigns are looked through in pages of so many. */
const pageSize = 1_000;

/** Every campaign of the database, the newest first. */
export async function* allCampaigns(store: Store): AsyncGenerator<CampaignSummary, void> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await store.listCampaigns({ limit: pageSize, offset });
    yield* page;
    if (page.length < pageSize) return;
  }
}
