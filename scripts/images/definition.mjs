import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { digestFiles } from "../setup/digest-files.mjs";
import { root } from "../workspace.mjs";
import { collectNodeModules } from "./collect-node-modules.mjs";

const folder = "apps/integration/images";
/** Raised when the same definition would give another image. */
const BUILDER = "1";

/**
 * A test image, built from Debian's packages. Each file of apps/integration/images exports one.
 *
 * @typedef {object} ImageDefinition
 * @property {string} name `eval-test/…`
 * @property {string} summary
 * @property {readonly string[]} packages Debian packages beside the minimal system
 * @property {readonly string[]} [only] programs, as absolute paths: the image holds them and the libraries they
 *   need, and nothing else, not even a shell
 * @property {Readonly<Record<string, string>>} [links] symbolic links: path → target
 * @property {readonly { from: string, to: string }[]} [copy] files and folders of this repository → absolute paths
 * @property {{ names: readonly string[], of: string, to: string }} [nodeModules] npm packages, with all they depend
 *   on, as the workspace's package in folder `of` has them installed → an absolute path that ends in /node_modules
 * @property {readonly string[]} [entrypoint]
 * @property {readonly string[]} [command]
 * @property {Readonly<Record<string, string>>} [labels]
 */

/** @returns {Promise<ImageDefinition[]>} in the order of their files */
export async function imageDefinitions() {
  const files = readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".mjs"))
    .sort();
  return Promise.all(files.map(async (file) => (await import(pathToFileURL(join(root, folder, file)).href)).default));
}

/**
 * What the file system of a definition depends on; definitions that agree in it share it.
 *
 * @param {ImageDefinition} definition
 * @param {import("./debian-source.mjs").DebianSource} source
 */
export function layerDigest({ packages, only, links }, { suite }) {
  return digestFiles(root, [], [BUILDER, suite, JSON.stringify({ packages, only, links })]);
}

/**
 * What the whole image depends on.
 *
 * @param {ImageDefinition} definition
 * @param {import("./debian-source.mjs").DebianSource} source
 */
export function imageDigest(definition, source) {
  const copied = (definition.copy ?? []).map(({ from }) => from);
  const modules = modulesOf(definition).map(({ name, version }) => `${name}@${version}`);
  return digestFiles(root, copied, [layerDigest(definition, source), JSON.stringify(definition), ...modules]);
}

/** @param {ImageDefinition} definition */
export function modulesOf({ nodeModules }) {
  if (nodeModules === undefined) return [];
  return collectNodeModules(join(root, nodeModules.of), nodeModules.names).map((module) => ({
    ...module,
    from: dirname(module.manifest),
    to: `${nodeModules.to}/${module.name}`,
  }));
}
