import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Whether any user of this machine can reach and read the file. */
export function isOpenToAll(file: string): boolean {
  const real = realpathSync(file);
  if ((statSync(real).mode & 0o004) === 0) return false;
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
