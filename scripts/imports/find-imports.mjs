/**
 * The module specifiers that a source file imports or re-exports, types included, in their order.
 * Comments do not count; a specifier that is computed cannot be seen.
 *
 * @param {string} source TypeScript or JavaScript
 * @returns {string[]}
 */
export function findImports(source) {
  const code = source.replace(commentOrString, (token) => (token.startsWith("/") ? " " : token));
  return [...code.matchAll(specifier)].map((match) => match[1] ?? match[2] ?? "").filter((found) => found !== "");
}

const commentOrString = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

const specifier =
  /(?:^|[;}\n])\s*(?:import|export)\b(?:[^;"'`()]*?\bfrom)?\s*["']([^"']+)["']|\b(?:import|require|require\.resolve)\(\s*["']([^"']+)["']/g;
