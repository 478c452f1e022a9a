/**
 * Puts code into a page, between `<!-- sample: FILE#NAME -->` and `<!-- sample: end -->`: the lines of the
 * file between `// docs:NAME` and `// docs:end`, or all of it without a name.
 *
 * @param {string} page
 * @param {(file: string) => string} read a file's text, by its path as the page gives it
 * @returns {string}
 */
export function insertSamples(page, read) {
  const block = /^<!-- sample: ([^#\s]+)(?:#(\S+))? -->\n[^]*?^<!-- sample: end -->$/gm;
  return page.replace(block, (_all, /** @type {string} */ file, /** @type {string | undefined} */ name) => {
    const code = name === undefined ? read(file).trimEnd() : blockOf(read(file), name, file);
    const language = file.slice(file.lastIndexOf(".") + 1);
    const title = `<!-- sample: ${file}${name === undefined ? "" : `#${name}`} -->`;
    return `${title}\n\n\`\`\`${language}\n${code}\n\`\`\`\n\n<!-- sample: end -->`;
  });
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} file for the message
 */
function blockOf(text, name, file) {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.trim() === `// docs:${name}`);
  const to = lines.findIndex((line, index) => index > from && line.trim() === "// docs:end");
  if (from < 0 || to < 0) throw new Error(`${file} has no block from // docs:${name} to // docs:end`);
  const block = lines.slice(from + 1, to);
  const indent = Math.min(...block.filter(Boolean).map((line) => line.search(/\S/)));
  return block.map((line) => line.slice(indent)).join("\n");
}
