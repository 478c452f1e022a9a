import { access, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, loadPlugin } from "@eval/core";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { defaultPlugin } from "../commands/command.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { commandLine } from "../text/command-line.js";
import { firstCampaign } from "./first-campaign.js";

/** Within this package. */
const schemaFile = "schema/campaign.schema.json";

/** `eval init`. Rejects with `usage_invalid` where the file is there already. */
export async function init(args: Arguments, io: Io): Promise<number> {
  const file = args.text("file") ?? "campaign.yaml";
  const path = resolve(io.cwd, file);
  const specifier = args.text("plugin") ?? defaultPlugin;
  const { subject } = await loadPlugin(specifier, io.cwd);
  if (Object.keys(subject.chaos).length === 0) throw usageError(`${subject.name} has no chaos types`);
  const text = firstCampaign({
    subject,
    plugin: pluginFrom(dirname(path), specifier, io.cwd),
    name: args.text("name") ?? basename(file, extname(file)),
    schema: await schemaFrom(dirname(path)),
    program: io.program,
    file: basename(file),
  });
  try {
    await writeFile(path, text, { flag: args.flag("force") ? "w" : "wx" });
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw there
      ? usageError(`${file} is there already`, "Give another name, or --force to replace it.")
      : usageError(`${file} cannot be written: ${describe(error)}`);
  }
  const next = commandLine(io.program, ["run", "campaign", file, "--dry-run"]);
  io.stdout.write(`Wrote ${file}. To see what it would run:\n  ${next}\n`);
  return exitCodes.ok;
}

/** A path names the same place from the file's folder as it did from the current one. */
function pluginFrom(folder: string, specifier: string, cwd: string): string {
  return specifier.startsWith(".") ? dotted(relative(folder, resolve(cwd, specifier))) : specifier;
}

/** Where packages are installed, so that the path outlives this version of them; else this package itself. */
async function schemaFrom(folder: string): Promise<string> {
  for (let above = folder; ; above = dirname(above)) {
    const installed = join(above, "node_modules", "@eval", "cli", schemaFile);
    const found = await access(installed).then(
      () => true,
      () => false,
    );
    if (found) return dotted(relative(folder, installed));
    if (above === dirname(above)) break;
  }
  return dotted(relative(folder, fileURLToPath(new URL(`../../${schemaFile}`, import.meta.url))));
}

function dotted(path: string): string {
  const slashed = path.split(sep).join("/");
  return slashed.startsWith(".") ? slashed : `./${slashed}`;
}
