import { z } from "zod";
import { campaignSchema } from "./campaign-file.js";

/** JSON Schema of campaign files, for editors; published as schema/campaign.schema.json. */
export function campaignJsonSchema(): object {
  return { title: "eval campaign", ...z.toJSONSchema(campaignSchema, { io: "input" }) };
}
