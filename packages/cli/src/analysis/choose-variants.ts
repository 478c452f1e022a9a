import { didYouMean, HarnessError } from "@eval/core";
import type { CampaignSummary, Store, StoredCampaign } from "@eval/store";
import { usageError } from "../arguments/arguments.js";
import { allCampaigns } from "./all-campaigns.js";
import { campaignsText, groupOperators, type OperatorGroup } from "./operator-groups.js";

export interface WhichVariants {
  subject: string;
  chaosType: string;
  /** Of campaigns; undefined: any. */
  name: string | undefined;
  /** Variants, or operator and variant (`agent/small`), in the order to compare; undefined: all there are. */
  wanted: readonly string[] | undefined;
}

interface Place {
  store: Store;
  /** As given. */
  db: string;
}

/**
 * The operators that met that fault, each with its campaigns in the order of their ids. Rejects with `trial_not_found`
 * where there are fewer than two or one that is not there, naming the nearest, and with `usage_invalid` where a name
 * stands for several.
 */
export async function chooseVariants(which: WhichVariants, { store, db }: Place): Promise<OperatorGroup[]> {
  const groups = groupOperators(await campaignsOn(which, { store, db }));
  if (groups.length < 2 && which.wanted === undefined) throw tooFew(groups, which, db);
  const chosen = which.wanted === undefined ? groups : which.wanted.map((word) => groupNamed(word, groups, which));
  const distinct = [...new Set(chosen)];
  if (distinct.length < 2) throw usageError("--variant needs two names or more, joined by commas");
  return distinct;
}

/** The repetition of a single trial (`replay`) is no evidence of its own: only its number makes it count. */
async function campaignsOn(which: WhichVariants, { store, db }: Place): Promise<StoredCampaign[]> {
  const { subject, chaosType, name } = which;
  const all: CampaignSummary[] = [];
  for await (const campaign of allCampaigns(store)) if (!campaign.replay && !campaign.baseline) all.push(campaign);
  const ofSubject = keep(all, "subject", subject, `no campaign of an operator in ${db} is of the subject`);
  const onFault = keep(ofSubject, "chaosType", chaosType, `no operator of ${subject} in ${db} met the fault`);
  const named =
    name === undefined
      ? onFault
      : keep(onFault, "name", name, `no campaign of an operator of ${subject} on ${chaosType} is named`);
  const campaigns = await Promise.all(named.map(({ id }) => store.getCampaign(id)));
  return campaigns.filter((campaign) => campaign !== undefined).reverse();
}

/** Those that have the value there. Rejects, with what there is instead, where none has. */
function keep(
  campaigns: readonly CampaignSummary[],
  column: "subject" | "chaosType" | "name",
  value: string,
  none: string,
): CampaignSummary[] {
  const kept = campaigns.filter((campaign) => campaign[column] === value);
  if (kept.length > 0) return kept;
  const there = [...new Set(campaigns.flatMap((campaign) => campaign[column] ?? []))].sort();
  throw notFound(`${none} ${value}${didYouMean(value, there)}`, there);
}

function groupNamed(
  word: string,
  groups: readonly OperatorGroup[],
  { subject, chaosType }: WhichVariants,
): OperatorGroup {
  const meant = groups.filter(({ name, variant }) => word === name || word === variant);
  const [only] = meant;
  if (only && meant.length === 1) return only;
  if (meant.length === 0) {
    const known = [...new Set(groups.flatMap(({ name, variant }) => [variant, name]))].sort();
    throw notFound(
      `no campaign of ${subject} on ${chaosType} has the variant ${word}${didYouMean(word, known)}`,
      [...new Set(groups.map(({ name }) => name))].sort(),
    );
  }
  const listed = meant.map(({ name, campaigns }) => `${name} (${campaignsText(campaigns)})`);
  throw usageError(
    `--variant: ${word} stands for ${meant.length} operators: ${listed.join(", ")}`,
    "Name operator and variant where these differ, or compare them by number: `eval compare A B`.",
  );
}

function tooFew(groups: readonly OperatorGroup[], { subject, chaosType }: WhichVariants, db: string): HarnessError {
  const [only] = groups;
  return new HarnessError("trial_not_found", {
    message: `${db} has ${only ? `only ${only.name}` : "no operator"} to compare for ${subject} on ${chaosType}`,
    hint: "Run the same fault with another operator or variant.",
  });
}

function notFound(message: string, there: readonly string[]): HarnessError {
  const hint =
    there.length === 0 ? "There are none yet: `eval list` shows what there is." : `There are ${there.join(", ")}.`;
  return new HarnessError("trial_not_found", { message, hint });
}
