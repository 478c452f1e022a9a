/** Checks every import in the workspace's sources against the one direction of imports and the manifests. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allowedFor, matches } from "./imports/directions.mjs";
import { findImports } from "./imports/find-imports.mjs";
import { judgeImport } from "./imports/judge-import.mjs";
import { root, workspacePackages } from "./workspace.mjs";

const packages = workspacePackages();
const complaints = packages.flatMap((importer) => [...judgeManifest(importer), ...judgeSources(importer)]);
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) {
  console.error(`\n${complaints.length} against the direction of imports; docs/architecture.md has the table.`);
  process.exitCode = 1;
}

/** @param {typeof packages[number]} importer */
function judgeManifest({ name, folder, manifest }) {
  const allowed = allowedFor(name);
  if (!allowed) return [`${folder}: no row of scripts/imports/directions.mjs says what ${name} may import`];
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies })
    .filter((target) => packages.some((ours) => ours.name === target))
    .filter((target) => !allowed.some((pattern) => matches(target, pattern)))
    .map((target) => `${folder}/package.json: depends on ${target}, which ${name} may not import`);
}

/** @param {typeof packages[number]} importer */
function judgeSources(importer) {
  const source = join(root, importer.folder, "src");
  if (!existsSync(source)) return [];
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[cm]?tsx?$/.test(file))
    .flatMap((path) => {
      const file = `src/${path}`;
      return findImports(readFileSync(join(source, path), "utf8"))
        .map((specifier) => judgeImport({ specifier, file, importer, packages }))
        .filter((complaint) => complaint !== undefined)
        .map((complaint) => `${importer.folder}/${file}: ${complaint}`);
    });
}
