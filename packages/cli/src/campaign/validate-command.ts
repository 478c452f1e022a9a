import { usageError, type Arguments } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { campaignWarnings } from "./campaign-warnings.js";
import { expandCampaign } from "./expand-campaign.js";
import { readOperatorOption } from "./operator-option.js";
import { reportMatrix } from "./report-matrix.js";
import { resolveCampaign } from "./resolve-campaign.js";

/** `eval validate`. Rejects with what is wrong with the file. */
export async function validate(args: Arguments, io: Io): Promise<number> {
  const campaign = await resolveCampaign(readFileName(args), {
    cwd: io.cwd,
    operator: readOperatorOption(args, io.cwd),
  });
  const warnings = await campaignWarnings(campaign, io);
  reportMatrix(campaign, expandCampaign(campaign.plan), { io, json: args.flag("json"), warnings });
  return exitCodes.ok;
}

export function readFileName(args: Arguments): string {
  const file = args.text("file");
  if (file === undefined) throw usageError("the campaign file is missing");
  return file;
}
