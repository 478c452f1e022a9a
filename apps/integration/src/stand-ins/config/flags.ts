/** A flag of a server: whether it takes a value, and other names for it. */
export interface Flag {
  kind: "value" | "switch";
  /** With their dashes: `-L`, `--pd`. */
  aliases?: readonly string[];
}

export class FlagError extends Error {
  override readonly name = "FlagError";
}

/**
 * Values by the flag's long name; the last one stands. Takes `--flag value`, `--flag=value` and, where `singleDash` is
 * set, `-flag value` (as Go's flag package does). Throws FlagError for what the real server would refuse.
 */
export function parseFlags<Name extends string>(
  argv: readonly string[],
  flags: Readonly<Record<Name, Flag>>,
  { singleDash }: { singleDash: boolean },
): Partial<Record<Name, string>> {
  const names = new Map<string, Name>();
  for (const [name, flag] of Object.entries(flags) as [Name, Flag][]) {
    for (const alias of [`--${name}`, ...(singleDash ? [`-${name}`] : []), ...(flag.aliases ?? [])]) {
      names.set(alias, name);
    }
  }
  const values: Partial<Record<Name, string>> = {};
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? "";
    const [given, inline] = splitOnce(argument, "=");
    const name = names.get(given);
    if (!name) throw new FlagError(unknown(argument, singleDash));
    if (flags[name].kind === "switch") {
      values[name] = inline ?? "true";
      continue;
    }
    const value = inline ?? argv[(index += 1)];
    if (value === undefined) throw new FlagError(`flag needs an argument: ${given}`);
    values[name] = value;
  }
  return values;
}

const unknown = (argument: string, singleDash: boolean): string => {
  if (!argument.startsWith("-")) return `'${argument}' is not a flag; nothing else is taken`;
  return singleDash
    ? `flag provided but not defined: ${argument.replace(/^--/, "-").replace(/=.*/, "")}`
    : `Found argument '${argument}' which wasn't expected, or isn't valid in this context`;
};

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
