import { shellQuote } from "@eval/core";

/** Names of the files in a record. `command` and `code` appear whole; the other two grow. */
export const recordFiles = { command: "command", stdout: "stdout", stderr: "stderr", code: "code" } as const;

/**
 * A script that runs its argument as a command line through sh and leaves a record of it: a folder in
 * the spool with the command, its output and, at last, its exit code. It needs nothing but sh and
 * mktemp, because the agent's user may be unable to reach this package or even Node.js. Where there is
 * a `timeout` program, the command's process group is killed after `timeoutMs` (exit code 124).
 *
 * Output goes to files and is shown at the end: a pipe would hold the agent up for as long as anything
 * that the command left in the background lives.
 */
export function shellWrapper(options: { spool: string; timeoutMs: number }): string {
  const { command, stdout, stderr, code } = recordFiles;
  const seconds = Math.max(1, Math.ceil(options.timeoutMs / 1000));
  return `#!/bin/sh
# Usage: shell 'COMMAND LINE'
[ "$1" = "-c" ] && shift
if [ $# -eq 0 ]; then echo "usage: shell 'COMMAND LINE'" >&2; exit 2; fi
command=$*
record=$(mktemp -d ${shellQuote(options.spool)}/XXXXXXXXXX) || exit 125
printf '%s' "$command" > "$record/new" && mv "$record/new" "$record/${command}"
if command -v timeout > /dev/null 2>&1; then
  timeout -k 2 ${seconds} /bin/sh -c "$command" >> "$record/${stdout}" 2>> "$record/${stderr}"
else
  /bin/sh -c "$command" >> "$record/${stdout}" 2>> "$record/${stderr}"
fi
code=$?
cat "$record/${stdout}"
cat "$record/${stderr}" >&2
printf '%s' "$code" > "$record/new" && mv "$record/new" "$record/${code}"
exit "$code"
`;
}
