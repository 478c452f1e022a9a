import type { JsonObject } from "@eval/core";

/** One configuration of an operator. It is told before the fault; what to make of it is the operator's own affair. */
export interface OperatorVariant {
  name: string;
  model: string | null;
  systemPrompt: string | null;
  toolsConfig: JsonObject | null;
}

/** The file that a started operator finds it in, within its folder. */
export const variantFileName = "variant.json";

/** Linux takes no longer variable than 128 KiB, its name included. */
const longestVariable = 100_000;

/** What the file holds, under the names that variant files use. */
export function variantText({ name, model, systemPrompt, toolsConfig }: OperatorVariant): string {
  const content = { name, model, system_prompt: systemPrompt, tools_config: toolsConfig };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The same in variables, each only where the variant has it; a system prompt too long for one is in the file alone. */
export function variantEnvironment(variant: OperatorVariant, file: string): Record<string, string> {
  const values = {
    VARIANT_FILE: file,
    VARIANT_NAME: variant.name,
    VARIANT_MODEL: variant.model,
    VARIANT_SYSTEM_PROMPT: variant.systemPrompt,
    VARIANT_TOOLS_CONFIG: variant.toolsConfig === null ? null : JSON.stringify(variant.toolsConfig),
  };
  const fitting = Object.entries(values).filter(
    (entry): entry is [string, string] => entry[1] !== null && Buffer.byteLength(entry[1]) <= longestVariable,
  );
  return Object.fromEntries(fitting);
}
