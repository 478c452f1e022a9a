import { readdir } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { describe, didYouMean, HarnessError } from "@eval/core";
import { checkYaml } from "./check-yaml.js";
import { chooseOperator } from "./operator-keys.js";
import { variantSchema, type VariantFile } from "./variant-file.js";
import { readYamlFile, type Path, type YamlSource } from "./yaml-source.js";

/** A variant with the place where it is written, for what is found wrong with it later. */
export interface ReadVariant {
  variant: VariantFile;
  source: YamlSource;
  path: Path;
}

const extensions = [".yaml", ".yml"] as const;

/** The variant of a folder's file, named without its extension. Rejects with `campaign_invalid`; undefined when there is none. */
export async function readVariant(folder: string, name: string, cwd: string): Promise<ReadVariant | undefined> {
  const file = (await variantFiles(folder, cwd)).find((each) => variantName(each) === name);
  return file === undefined ? undefined : readVariantFile(join(folder, file), cwd);
}

/** All of a folder's variants, by file name. Rejects with `campaign_invalid` at the first that is broken. */
export async function readVariants(folder: string, cwd: string): Promise<ReadVariant[]> {
  const read: ReadVariant[] = [];
  for (const file of await variantFiles(folder, cwd)) {
    const next = await readVariantFile(join(folder, file), cwd);
    const same = read.find(({ variant }) => variant.name === next.variant.name);
    if (same) throw next.source.errorAt(["name"], `${next.variant.name} is the name of ${same.source.file} already`);
    read.push(next);
  }
  return read;
}

/** What a folder has, for messages. */
export async function suggestVariant(folder: string, name: string, cwd: string): Promise<string> {
  const known = (await variantFiles(folder, cwd)).map(variantName);
  const there = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  return `${didYouMean(name, known)} (${there})`;
}

async function readVariantFile(path: string, cwd: string): Promise<ReadVariant> {
  const source = await readYamlFile(path, relative(cwd, path) || path);
  const variant = checkYaml(source, variantSchema);
  refuseOperators(variant, source, []);
  return { variant, source, path: [] };
}

/** Throws `campaign_invalid` where a variant names two operators, or one that there is not. */
export function refuseOperators(variant: VariantFile, source: YamlSource, path: Path): void {
  const choice = chooseOperator(variant);
  if (!choice.ok) throw source.errorAt(path, choice.message, { key: choice.key });
}

async function variantFiles(folder: string, cwd: string): Promise<string[]> {
  try {
    const names = await readdir(resolve(cwd, folder));
    return names.filter((name) => extensions.some((extension) => name.endsWith(extension))).sort();
  } catch (error) {
    throw new HarnessError("campaign_invalid", {
      message: `the folder of variants ${relative(cwd, folder) || folder} cannot be read: ${describe(error)}`,
      hint: "In a campaign file variants_dir names it, from that file's folder.",
      cause: error,
    });
  }
}

function variantName(file: string): string {
  return extensions.reduce<string>((name, extension) => basename(name, extension), file);
}
