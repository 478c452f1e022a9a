import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "@eval/core";
import { usageError, type Arguments } from "../arguments/arguments.js";
import { exitCodes } from "../exit-codes.js";
import type { Io } from "../io.js";
import { commandLine } from "../text/command-line.js";
import { version } from "../version.js";
import { checkPackageName, checkSubjectName } from "./check-name.js";
import { personalise } from "./personalise.js";

/** A package that works as it is; what is written is a copy under other names. */
const template = fileURLToPath(new URL("../../template/subject/", import.meta.url));

/** `eval plugin init`. Rejects with `usage_invalid` where the name will not do or the folder is in use. */
export async function pluginInit(args: Arguments, io: Io): Promise<number> {
  const subject = checkSubjectName(args.text("name") ?? "");
  const packageName = checkPackageName(args.text("package") ?? subject);
  const dir = args.text("dir") ?? subject;
  const target = resolve(io.cwd, dir);
  await refuseUsed(target, dir);
  const files = await templateFiles();
  for (const file of files) {
    const text = personalise(file, await readFile(join(template, file), "utf8"), {
      subject,
      packageName,
      version: version(),
    });
    await write(join(target, nameOf(file)), text);
  }
  io.stdout.write(
    [
      `Wrote ${dir}: a subject that works, ${files.length} files. Prove it, then make it yours:`,
      `  ${commandLine("cd", [dir])}`,
      "  npm install",
      "  npm test",
      `  ${commandLine(io.program, ["plugin", "check", "."])}`,
      `  ${commandLine(io.program, ["run", "--plugin", ".", "--chaos", "node_kill", "--operator", "remedy"])}`,
      "While npm does not have the packages yet, its `npm install` fails. Until then pack them in a checkout of this",
      "program with `npm run pack`, and type here, in place of it:",
      "  npm install CHECKOUT/tarballs/*.tgz",
      "",
    ].join("\n"),
  );
  return exitCodes.ok;
}

/** Paths with slashes, from the template's folder. */
async function templateFiles(): Promise<string[]> {
  const entries = await readdir(template, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(template, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/** npm leaves a `.gitignore` out of what it packs, and a package.json within a package means something to bundlers. */
function nameOf(file: string): string {
  if (file === "gitignore") return ".gitignore";
  return file === "manifest.json" ? "package.json" : file;
}

async function refuseUsed(target: string, dir: string): Promise<void> {
  let there: string[];
  try {
    there = await readdir(target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw usageError(`${dir} cannot be used: ${describe(error)}`);
  }
  if (there.length > 0) throw usageError(`${dir} is not empty`, "Give another name, or --dir for another folder.");
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    throw usageError(`${path} cannot be written: ${describe(error)}`);
  }
}
