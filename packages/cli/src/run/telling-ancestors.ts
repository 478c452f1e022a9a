import { readFile } from "node:fs/promises";

/** What an operator must not read in some process's arguments. */
export interface Secrets {
  chaosType: string | null;
  seed: string | null;
}

/** Longer chains than this do not occur; a circle must not keep us. */
const mostAncestors = 64;

/**
 * Whether the command line of a process above this one tells the fault: everybody may read those.
 * `npx opseval run --chaos …` leaves several. This process hides its own arguments by its title.
 */
export async function ancestorsTell(pid: number, secrets: Secrets): Promise<boolean> {
  for (let current = await parentOf(pid), count = 0; current > 0 && count < mostAncestors; count++) {
    const commandLine = await readFile(`/proc/${current}/cmdline`, "utf8").catch(() => "");
    if (tells(commandLine, secrets)) return true;
    current = await parentOf(current);
  }
  return false;
}

/** `commandLine` as /proc has it. */
export function tells(commandLine: string, { chaosType, seed }: Secrets): boolean {
  const telling = ["--chaos", "--sham", "--controls", ...(chaosType === null ? [] : [chaosType])];
  return [...telling, ...(seed === null ? [] : [seed])].some((text) => commandLine.includes(text));
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name stands in parentheses and may itself hold spaces and parentheses.
  const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
  return Number(parent ?? 0);
}
