import { timingWarnings } from "../arguments/timing-sense.js";
import type { Io } from "../io.js";
import { missingProgram } from "../run/missing-program.js";
import { printableLine } from "../text/printable.js";
import type { ResolvedCampaign } from "./resolve-campaign.js";

/** What may well be a mistake in a campaign that could be run as it is. */
export async function campaignWarnings(
  { plan, timing }: ResolvedCampaign,
  { env }: Pick<Io, "env">,
): Promise<string[]> {
  const programs = plan.variants.map(async (variant) => {
    const missing = await missingProgram(variant.repairer, variant.env["PATH"] ?? env["PATH"]);
    if (missing === null) return [];
    return [`${variant.told === null ? "the operator" : `variant ${variant.told.name}`}: ${missing}`];
  });
  return [...timingWarnings(timing), ...(await Promise.all(programs)).flat()].map((line) => printableLine(line, 500));
}
