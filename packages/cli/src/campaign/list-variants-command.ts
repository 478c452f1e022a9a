import { resolve } from "node:path";
import type { Arguments } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { jsonText } from "../json/version.js";
import { armLabel } from "../run/arm.js";
import { printableLine } from "../text/printable.js";
import { formatTable } from "../text/table.js";
import { chooseOperator } from "./operator-keys.js";
import { readVariants, type ReadVariant } from "./read-variants.js";

/** `eval list-variants`. Rejects with `campaign_invalid` at the first broken file. */
export async function listVariants(args: Arguments, io: Io): Promise<number> {
  const dir = args.text("dir") ?? "variants";
  const variants = await readVariants(resolve(io.cwd, dir), io.cwd);
  if (args.flag("json")) {
    io.stdout.write(jsonText("variants", { dir, variants: variants.map(jsonOf) }));
  } else if (variants.length === 0) {
    io.stdout.write(`There are no variants in ${dir}.\n`);
  } else {
    io.stdout.write(tableOf(variants));
  }
  return exitCodes.ok;
}

function tableOf(variants: readonly ReadVariant[]): string {
  return formatTable(variants, [
    { title: "variant", cell: ({ variant }) => printableLine(variant.name, 40) },
    { title: "model", cell: ({ variant }) => printableLine(variant.model ?? "-", 40) },
    { title: "operator", cell: (read) => operatorOf(read) ?? "the campaign's" },
    { title: "file", cell: ({ source }) => source.file },
  ]);
}

/** Values of the environment may be secrets. */
function jsonOf(read: ReadVariant): object {
  const { variant, source } = read;
  return {
    name: variant.name,
    model: variant.model ?? null,
    systemPrompt: variant.system_prompt ?? null,
    toolsConfig: variant.tools_config ?? null,
    operator: operatorOf(read),
    operatorEnv: Object.keys(variant.env ?? {}),
    file: source.file,
  };
}

function operatorOf({ variant }: ReadVariant): string | null {
  const choice = chooseOperator(variant);
  return choice.ok && choice.repairer ? armLabel({ sham: false, repairer: choice.repairer }) : null;
}
