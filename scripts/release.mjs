/**
 * Packs every package and publishes the tarballs that npm does not have yet. Without --publish it packs
 * and only shows what npm would do. Run by the release workflow, which gives the repository, the tag and
 * the right to publish; see CONTRIBUTING.md.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPackages } from "./release/pack-packages.mjs";
import { refusalOf, repositoryFields } from "./release/repository-fields.mjs";
import { runCommand } from "./run-tool.mjs";
import { setUp } from "./setup.mjs";
import { root, workspacePackages } from "./workspace.mjs";

const publishing = process.argv.includes("--publish");
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_REF_NAME: tag = "" } = process.env;
const packages = workspacePackages().filter(({ manifest }) => manifest.private !== true);

await setUp();
if (publishing) {
  const versions = packages.map(({ name, manifest }) => ({ name, version: manifest.version }));
  const refusal =
    server && repository ? refusalOf(tag, versions) : "GITHUB_SERVER_URL and GITHUB_REPOSITORY are not set";
  if (refusal !== null) fail(refusal);
  // Of this checkout, which is thrown away.
  for (const { folder, manifest } of packages) {
    const fields = repositoryFields({ server: server ?? "", repository: repository ?? "", folder });
    writeFileSync(join(root, folder, "package.json"), `${JSON.stringify({ ...manifest, ...fields }, null, 2)}\n`);
  }
}

const destination = mkdtempSync(join(tmpdir(), "release-"));
for (const { name, version, tarball } of await packPackages(destination)) {
  if (!publishing) await npm(["publish", tarball, "--dry-run", "--access", "public"]);
  else if (await isPublished(name, version)) console.error(`${name} ${version} is there already`);
  else await npm(["publish", tarball, "--provenance", "--access", "public"]);
}

/** @param {readonly string[]} args */
async function npm(args) {
  const { code } = await runCommand("npm", args, "inherit");
  if (code !== 0) fail(`npm ${args.join(" ")} exited with ${code}`);
}

/**
 * A release that was interrupted goes on where it ended.
 *
 * @param {string} name
 * @param {string} version
 */
async function isPublished(name, version) {
  const { code, output } = await runCommand("npm", ["view", `${name}@${version}`, "version"], "pipe");
  return code === 0 && output.trim() === version;
}

/**
 * @param {string} why
 * @returns {never}
 */
function fail(why) {
  console.error(why);
  process.exit(1);
}
