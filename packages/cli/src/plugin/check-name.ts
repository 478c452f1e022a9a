import { usageError } from "../arguments/arguments.js";

/** Clusters' folders carry it, and a socket's path has room for about a hundred characters. */
const longestName = 40;
const longestPackageName = 214;

/** The name itself, when a subject can be called so. Throws `usage_invalid`. */
export function checkSubjectName(name: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= longestName) return name;
  throw usageError(
    `a subject cannot be called ${JSON.stringify(name)}`,
    `Write it in kebab-case, at most ${longestName} characters: my-database.`,
  );
}

/** The same of an npm package. */
export function checkPackageName(name: string): string {
  const part = "[a-z0-9][a-z0-9._-]*";
  if (new RegExp(`^(@${part}/)?${part}$`).test(name) && name.length <= longestPackageName) return name;
  throw usageError(
    `an npm package cannot be called ${JSON.stringify(name)}`,
    "Write it in lower case: eval-subject-my-database, or @my-company/eval-subject-my-database.",
  );
}
