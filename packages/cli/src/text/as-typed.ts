/**
 * Text whose commands are named `eval …`, as the harness's parts write them, with the program's name as it is typed:
 * to a shell, eval is its own builtin.
 */
export function asTyped(text: string, program = "npx opseval"): string {
  return text.replaceAll("`eval ", `\`${program} `);
}
