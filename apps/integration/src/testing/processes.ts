import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";

/** Whether this machine shows its processes; tests that must find some are skipped where it does not. */
export const hasProc = existsSync("/proc/self/stat");

/** Processes whose command line holds the text. */
export async function processesWith(text: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ").trim();
      return command.includes(text) ? [{ pid, command }] : [];
    }),
  );
  return found.flat();
}
