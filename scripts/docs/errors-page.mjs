import { table } from "./markdown-table.mjs";

/**
 * docs/errors.md: every code of the error table.
 *
 * @param {Readonly<Record<string, { meaning: string, hint: string }>>} errors
 * @returns {string}
 */
export function errorsPage(errors) {
  const rows = Object.entries(errors).map(([code, { meaning, hint }]) => [
    `\`${code}\``,
    meaning,
    // As it is typed: `eval` alone is the shell's builtin.
    hint.replaceAll("`eval ", "`npx opseval "),
  ]);
  return `# Error codes

Every error of the harness, and every trial that is \`invalid\`, carries one of these codes. A released code
keeps its meaning. Programs look at the code; messages may change.

${table(["code", "when", "what to do next"], rows)}
`;
}
