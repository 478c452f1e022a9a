import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "../engine/debian-packages.mjs";
import { docker } from "../engine/docker.mjs";
import { bootstrap, importTree } from "./filesystem.mjs";

/**
 * A folder with Debian's minimal system, the same for all images of one run. It is kept as an image of
 * its own, so that only the first run has to bootstrap it.
 *
 * @param {import("./debian-source.mjs").DebianSource} source
 * @param {string} folder
 */
export async function baseTree(source, folder) {
  const tree = join(folder, "base");
  if (existsSync(tree)) return tree;
  const image = `eval-test/base:${source.suite}`;
  const known = await docker(["image", "inspect", "--format", "{{.Id}}", image]);
  if (known === undefined) {
    await installPackages(["debootstrap"]);
    await bootstrap(tree, source);
    await importTree(tree, image, {});
    return tree;
  }
  execFileSync("mkdir", ["-p", tree]);
  const unpack =
    'set -eo pipefail; id=$(docker create "$1" true); trap \'docker rm "$id" >/dev/null\' EXIT; docker export "$id" | tar -x -C "$2"';
  execFileSync("bash", ["-c", unpack, "bash", image, tree]);
  return tree;
}
