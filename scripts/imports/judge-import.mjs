import { posix } from "node:path";
import { allowedFor, matches, prohibitions } from "./directions.mjs";

/**
 * @typedef {{ name: string, manifest: Record<string, any> }} Package
 */

/**
 * What is wrong with one import, in a sentence; undefined when nothing is.
 *
 * @param {{ specifier: string, file: string, importer: Package, packages: readonly Package[] }} found
 *   with `file` relative to its package's folder
 * @returns {string | undefined}
 */
export function judgeImport({ specifier, file, importer, packages }) {
  const isTest = isForTests(file, importer.manifest);
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    if (target.startsWith("..")) return `leaves the package by ${specifier}; import the other package by its name`;
    if (!isTest && isForTests(target, importer.manifest))
      return `imports ${specifier}, which is for tests and not published`;
    return undefined;
  }
  const prohibition = prohibitions[importer.name];
  const isExempt = isTest || prohibition?.except?.some((folder) => file.startsWith(folder));
  if (!isExempt && prohibition?.modules.includes(specifier)) return `imports ${specifier}, but ${prohibition.because}`;
  if (specifier.startsWith("node:")) return undefined;

  const target = packageOf(specifier);
  if (target === importer.name) return `imports its own package by name; use a relative path`;
  const ours = packages.find(({ name }) => name === target);
  if (ours || target.startsWith("@eval/")) {
    const allowed = allowedFor(importer.name) ?? [];
    if (!allowed.some((pattern) => matches(target, pattern))) {
      return `imports ${target}, but ${importer.name} may import ${list(allowed)}`;
    }
    const subpath = `.${specifier.slice(target.length)}`;
    if (ours && !(subpath in (ours.manifest.exports ?? {}))) {
      return `imports ${specifier}, which the exports map of ${target} does not offer`;
    }
  }
  return undeclared(target, importer.manifest, isTest);
}

/**
 * @param {string} target
 * @param {Record<string, any>} manifest
 * @param {boolean} isTest
 */
function undeclared(target, manifest, isTest) {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
  const declared = {
    ...dependencies,
    ...peerDependencies,
    ...optionalDependencies,
    ...(isTest ? devDependencies : {}),
  };
  if (target in declared) return undefined;
  const kinds = isTest ? "any dependencies" : "the dependencies that users install";
  return `imports ${target}, which its package.json does not list among ${kinds}`;
}

/**
 * Tests, and what only they use: `src/testing/`, unless the package offers that to others.
 *
 * @param {string} file
 * @param {Record<string, any>} manifest
 */
function isForTests(file, manifest) {
  const published = "./testing" in (manifest.exports ?? {});
  return file.includes(".test.") || (file.startsWith("src/testing/") && !published);
}

/** @param {string} specifier */
function packageOf(specifier) {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** @param {readonly string[]} allowed */
function list(allowed) {
  return allowed.length === 0 ? "none of our packages" : `only ${allowed.join(", ")}`;
}
