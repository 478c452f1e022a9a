/**
 * Builds the images that the tests in Docker use, from Debian's packages: nothing is pulled. What has
 * not changed is not built again. Arguments choose images by name: `npm run images -- toolbox`. Prints the
 * commands that use what is here now.
 *
 * Ends with 69 when this machine cannot build them; the reason is said.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNotInstall } from "./engine/debian-packages.mjs";
import { docker, engineVersion } from "./engine/docker.mjs";
import { DIGEST_LABEL, assemble } from "./images/assemble.mjs";
import { baseTree } from "./images/base-tree.mjs";
import { debianSource } from "./images/debian-source.mjs";
import { imageDefinitions, imageDigest, layerDigest } from "./images/definition.mjs";
import { addPackages, distil, importTree, link } from "./images/filesystem.mjs";
import { useLines } from "./images/use-lines.mjs";
import { setUp } from "./setup.mjs";
import { SetupError } from "./setup/run-logged.mjs";

const UNAVAILABLE = 69;

// A terminal's Ctrl-C ends the step that runs, and its failure cleans up.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => process.exit(143));
try {
  process.exitCode = await buildImages(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<number>} exit code
 */
async function buildImages(names) {
  const source = debianSource();
  const why = (await engineVersion()) === undefined ? "no Docker engine answers" : whyNotInstall();
  if (why !== undefined || source === undefined) {
    console.error(`The test images cannot be built: ${why ?? "apt has no source for this release of Debian"}.`);
    return UNAVAILABLE;
  }
  // Some images hold what the workspace compiles.
  await setUp();
  const all = await imageDefinitions();
  const unknown = names.filter((name) => !all.some((each) => each.name === `eval-test/${name}`));
  if (unknown.length > 0) {
    const known = all.map((each) => each.name.replace("eval-test/", ""));
    console.error(`No image is called ${unknown.join(", ")}; there are ${known.join(", ")}.`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "eval-images-"));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", clear);
  try {
    for (const definition of all) {
      if (names.length > 0 && !names.includes(definition.name.replace("eval-test/", ""))) continue;
      const digest = imageDigest(definition, source);
      if ((await builtFrom(definition.name)) === digest) {
        console.error(`${definition.name} is up to date`);
        continue;
      }
      assemble(definition, { layer: await layerImage(definition, { source, folder }), digest });
      console.error(`${definition.name} built: ${definition.summary}`);
    }
  } finally {
    clear();
  }
  await sayHowToUse(all.map(({ name }) => name));
  return 0;
}

/** @param {readonly string[]} names */
async function sayHowToUse(names) {
  const here = new Set();
  for (const name of names) if ((await builtFrom(name)) !== undefined) here.add(name);
  const lines = useLines((image) => here.has(image));
  if (lines.length > 0) console.log(`To use them (PD and TiKV are stand-ins):\n  ${lines.join("\n  ")}`);
}

/**
 * The image that holds the definition's packages, built if need be.
 *
 * @param {import("./images/definition.mjs").ImageDefinition} definition
 * @param {{ source: import("./images/debian-source.mjs").DebianSource, folder: string }} place
 */
async function layerImage(definition, { source, folder }) {
  const digest = layerDigest(definition, source);
  const name = `eval-test/layer:${digest.slice(0, 12)}`;
  if ((await builtFrom(name)) === digest) return name;
  const base = await baseTree(source, folder);
  let tree = join(folder, digest.slice(0, 12));
  await addPackages({ base, tree, packages: definition.packages });
  if (definition.only !== undefined) {
    const whole = tree;
    tree = `${whole}-only`;
    await distil({ from: whole, tree, programs: definition.only });
  }
  link(tree, definition.links ?? {});
  await importTree(tree, name, { [DIGEST_LABEL]: digest });
  return name;
}

/** @param {string} image */
function builtFrom(image) {
  return docker(["image", "inspect", "--format", `{{index .Config.Labels "${DIGEST_LABEL}"}}`, image]);
}
