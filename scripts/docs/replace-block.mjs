/**
 * Puts generated text between `<!-- NAME: generated -->` and `<!-- NAME: end -->`.
 *
 * @param {string} page
 * @param {string} name
 * @param {string} text
 * @returns {string}
 */
export function replaceBlock(page, name, text) {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`the page has no block from ${begin} to ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
