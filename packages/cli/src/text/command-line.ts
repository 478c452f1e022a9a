/** A command line to copy: arguments quoted for a POSIX shell where they need it. */
export function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args.map(quoted)].join(" ");
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
