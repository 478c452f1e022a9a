import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { Repairer } from "./arm.js";

/** Where operators that are started look for programs, where nothing else is said. */
const usualPath = "/usr/local/bin:/usr/bin:/bin";

/** What a POSIX shell does itself, or goes on reading after. */
const ofTheShell = new Set(
  (
    ": . [ alias bg break case cd command continue do echo else eval exit export false fc fg for getopts hash if jobs " +
    "kill printf pwd read readonly return set shift test then times trap true type ulimit umask unalias unset until wait while"
  ).split(" "),
);

/**
 * The program that a shell command line begins with; null where that cannot be told without a shell, or where the shell
 * itself does it. Pure.
 */
export function programOf(command: string): string | null {
  const [, word = ""] = /^\s*(?:\w+=[^\s"'`$\\;&|]*\s+)*(?:exec\s+)?([\w@%+:,./-]+)(?=$|[\s;&|<>])/.exec(command) ?? [];
  return word === "" || ofTheShell.has(word) ? null : word;
}

/**
 * A warning about an operator whose program cannot be found, in words; null where it can, or where nothing is started.
 * `path`: the PATH that the operator will have.
 */
export async function missingProgram(repairer: Repairer, path: string | undefined): Promise<string | null> {
  if (repairer.by !== "operator-command" && repairer.by !== "agent-command") return null;
  const program = programOf(repairer.command);
  if (program === null) return null;
  if (isAbsolute(program)) return (await isExecutable(program)) ? null : `there is no program ${program}`;
  if (program.includes("/")) {
    return `${program} is taken from the operator's own folder, which is empty: write an absolute path`;
  }
  const found = await Promise.all(
    (path ?? usualPath).split(delimiter).map((folder) => isExecutable(join(folder, program))),
  );
  return found.some(Boolean) ? null : `no program ${program} is on the PATH of operators`;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
