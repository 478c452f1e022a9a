import { markdownCode } from "../text/markdown.js";
import type { CampaignFacts } from "./campaign-facts.js";
import type { Result } from "./result.js";

const titles = { analysis: "Analysis", comparison: "Comparison", comparisons: "Comparisons" } as const;

/** What was analysed or compared: ``Analysis of `nightly` (campaigns 1 to 8)``. Names of others stand as code. */
export function markdownHeading(result: Result): string {
  const campaigns = campaignsOf(result);
  const names = [...new Set(campaigns.flatMap(({ name }) => name ?? []))].map(markdownCode);
  const numbers = rangesText(campaigns.map(({ id }) => id));
  const ids = `campaign${campaigns.length === 1 ? "" : "s"} ${numbers}`;
  return `${titles[result.kind]} of ${names.length === 0 ? ids : `${listText(names)} (${ids})`}`;
}

function campaignsOf(result: Result): CampaignFacts[] {
  if (result.kind === "analysis") return result.campaigns;
  const all =
    result.kind === "comparison"
      ? [...result.campaigns.a, ...result.campaigns.b]
      : result.arms.flatMap(({ campaigns }) => campaigns);
  return [...new Map(all.map((campaign) => [campaign.id, campaign])).values()];
}

const mostNames = 3;

function listText(names: readonly string[]): string {
  const more = names.length - mostNames;
  return `${names.slice(0, mostNames).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** `1 to 4, 7`, ascending. */
function rangesText(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of [...ids].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last?.[1] === id - 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges
    .map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? ", " : " to "}${to}`))
    .join(", ");
}
