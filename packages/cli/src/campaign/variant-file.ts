import { z } from "zod";
import { environmentKey, operatorKeys } from "./operator-keys.js";

const toolsConfig = z.strictObject({
  tool_choice: z.union([z.string(), z.record(z.string(), z.json())]).optional(),
  enabled_tools: z.array(z.string()).optional(),
});

/** One configuration of an operator: a file of its own, or an entry of `variants` in a campaign file. */
export const variantSchema = z
  .strictObject({
    name: z.string().min(1).describe("Names the variant in results; unique within a campaign"),
    model: z.string().nullish().describe("Told to the operator in VARIANT_MODEL"),
    system_prompt: z.string().nullish().describe("Told to the operator in VARIANT_SYSTEM_PROMPT"),
    tools_config: toolsConfig.nullish().describe("Told to the operator in VARIANT_TOOLS_CONFIG, as JSON"),
    ...operatorKeys,
    env: environmentKey,
  })
  .describe("One configuration of an operator");

export type VariantFile = z.output<typeof variantSchema>;
