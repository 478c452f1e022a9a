import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * npm packages and all that they depend on, as they are installed for a package: what a flat node_modules
 * folder has to hold. Throws when two versions of one package are needed, which a flat folder cannot hold.
 *
 * @param {string} from folder of the package that depends on them
 * @param {readonly string[]} names
 * @returns {{ name: string, version: string, manifest: string }[]} by name, with the path of each package.json
 */
export function collectNodeModules(from, names) {
  /** @type {Map<string, { name: string, version: string, manifest: string }>} */
  const found = new Map();
  /** @param {string} folder @param {string} name */
  const visit = (folder, name) => {
    const manifest = installedManifest(folder, name);
    const { version, dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
    const known = found.get(name);
    if (known?.version === version) return;
    if (known) throw new Error(`${name} is needed as ${known.version} and as ${version}`);
    found.set(name, { name, version, manifest });
    for (const dependency of Object.keys(dependencies)) visit(dirname(manifest), dependency);
  };
  for (const name of names) visit(from, name);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {string} folder
 * @param {string} name
 */
function installedManifest(folder, name) {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, "node_modules", name, "package.json");
    if (existsSync(manifest)) return realpathSync(manifest);
    if (at === dirname(at)) throw new Error(`${name} is not installed for ${folder}`);
  }
}
