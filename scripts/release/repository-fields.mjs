/**
 * What package.json says of where its source is: npm's provenance compares it with where the package was
 * built. Only there is it known, so that a fork publishes under its own address.
 *
 * @param {{ server: string, repository: string, folder: string }} place `https://github.com`, `owner/name`, `packages/core`
 * @returns {{ repository: { type: string, url: string, directory: string }, bugs: string, homepage: string }}
 */
export function repositoryFields({ server, repository, folder }) {
  const address = `${server}/${repository}`;
  return {
    repository: { type: "git", url: `git+${address}.git`, directory: folder },
    bugs: `${address}/issues`,
    homepage: `${address}/tree/main/${folder}#readme`,
  };
}

/**
 * Why these packages cannot be released under that tag; null when they can.
 *
 * @param {string} tag `v1.2.3`
 * @param {readonly { name: string, version: string }[]} packages
 * @returns {string | null}
 */
export function refusalOf(tag, packages) {
  const other = packages.filter(({ version }) => `v${version}` !== tag);
  if (other.length === 0) return null;
  const named = other.map(({ name, version }) => `${name} ${version}`).join(", ");
  return `the tag is ${tag || "missing"}, but there is ${named}; run: npm run changeset version`;
}
