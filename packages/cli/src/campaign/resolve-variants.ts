import { dirname, resolve } from "node:path";
import type { Json, JsonObject } from "@eval/core";
import { scriptedAgents, type Repairer } from "../run/arm.js";
import type { CampaignFile } from "./campaign-file.js";
import type { PlannedVariant } from "./campaign-plan.js";
import { chooseOperator } from "./operator-keys.js";
import { readVariant, refuseOperators, suggestVariant, type ReadVariant } from "./read-variants.js";
import type { VariantFile } from "./variant-file.js";
import type { Path, YamlSource } from "./yaml-source.js";

/** An operator that is named on the command line. */
export type OperatorDefault = Extract<Repairer, { by: "database" }>;

export interface ResolvingVariants {
  /** The campaign file's; relative paths in it are taken from there. */
  folder: string;
  cwd: string;
  operator: OperatorDefault | null;
}

/** The variants of a campaign with their operators; the campaign's own operator where it has no variants. */
export async function resolveVariants(
  campaign: CampaignFile,
  source: YamlSource,
  resolving: ResolvingVariants,
): Promise<PlannedVariant[]> {
  const { folder } = resolving;
  const choice = chooseOperator(campaign);
  if (!choice.ok) throw source.errorAt([], choice.message, { key: choice.key });
  const fallback = choice.repairer === null ? resolving.operator : fromFolder(choice.repairer, folder);
  const campaignEnv = campaign.env ?? {};
  const read = await readAll(campaign, source, resolving);
  if (read.length === 0) {
    if (fallback === null) return [];
    refuseUselessEnv(fallback, campaign, source, []);
    return [{ told: null, repairer: fallback, env: campaignEnv }];
  }
  return read.map(({ variant, source: own, path }) => {
    const named = chooseOperator(variant);
    const ownFolder = dirname(resolve(resolving.cwd, own.file));
    const repairer = (named.ok && named.repairer && fromFolder(named.repairer, ownFolder)) || fallback;
    if (!repairer) {
      throw own.errorAt(path, `variant ${variant.name} names no operator, and neither does the campaign`, {
        hint: "Write operator, command, agent_command or operator_db there or in the campaign file.",
      });
    }
    refuseUselessEnv(repairer, variant, own, path);
    const env = startsOperator(repairer) ? { ...campaignEnv, ...variant.env } : {};
    return { told: toldOf(variant), repairer, env };
  });
}

async function readAll(
  campaign: CampaignFile,
  source: YamlSource,
  { folder, cwd }: ResolvingVariants,
): Promise<ReadVariant[]> {
  if (campaign.variant !== undefined && campaign.variants !== undefined) {
    throw source.errorAt([], "variant and variants exclude each other", { key: "variant" });
  }
  const entries: { entry: string | VariantFile; path: Path }[] =
    campaign.variant === undefined
      ? (campaign.variants ?? []).map((entry, index) => ({ entry, path: ["variants", index] }))
      : [{ entry: campaign.variant, path: ["variant"] }];
  const variantsFolder = resolve(folder, campaign.variants_dir);
  const controls: readonly string[] = campaign.include_controls ? scriptedAgents : [];
  const read: ReadVariant[] = [];
  for (const { entry, path } of entries) {
    const found = await readEntry(entry, path);
    const { name, operator } = found.variant;
    if (read.some(({ variant }) => variant.name === name)) {
      throw source.errorAt(path, `${name} is the name of another variant already`);
    }
    // The control itself, written out as a variant, is not run twice.
    if (controls.includes(name) && operator !== name) throw source.errorAt(path, `${name} is the name of a control`);
    read.push(found);
  }
  return read;

  async function readEntry(entry: string | VariantFile, path: Path): Promise<ReadVariant> {
    if (typeof entry !== "string") {
      refuseOperators(entry, source, path);
      return { variant: entry, source, path };
    }
    const found = await readVariant(variantsFolder, entry, cwd);
    if (found) return found;
    throw source.errorAt(
      path,
      `there is no variant ${entry} in ${campaign.variants_dir}${await suggestVariant(variantsFolder, entry, cwd)}`,
    );
  }
}

function toldOf({ name, model, system_prompt, tools_config }: VariantFile): PlannedVariant["told"] {
  return {
    name,
    model: model ?? null,
    systemPrompt: system_prompt ?? null,
    // Without what is undefined: it goes into a digest.
    toolsConfig: tools_config ? (JSON.parse(JSON.stringify(tools_config)) as JsonObject & Json) : null,
  };
}

function refuseUselessEnv(repairer: Repairer, { env }: Pick<VariantFile, "env">, source: YamlSource, path: Path): void {
  if (env === undefined || Object.keys(env).length === 0 || startsOperator(repairer)) return;
  throw source.errorAt(path, "env needs an operator to start; operator_db runs already", { key: "env" });
}

function startsOperator({ by }: Repairer): boolean {
  return by !== "nobody" && by !== "database";
}

function fromFolder(repairer: Repairer, folder: string): Repairer {
  if (repairer.by !== "database") return repairer;
  const { operatorDb, briefingOut } = repairer;
  return {
    ...repairer,
    operatorDb: resolve(folder, operatorDb),
    briefingOut: briefingOut === null ? null : resolve(folder, briefingOut),
  };
}
