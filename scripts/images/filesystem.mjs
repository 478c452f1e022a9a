import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { runLogged } from "../setup/run-logged.mjs";
import { root } from "../workspace.mjs";

/** What no container needs, or gets of its own. */
const LEFT_OUT = [
  "./usr/share/doc",
  "./usr/share/man",
  "./usr/share/locale",
  "./usr/share/info",
  "./var/cache/apt",
  "./etc/resolv.conf",
  "./dev",
  "./proc",
  "./sys",
];

/**
 * Debian's minimal system in a new folder.
 *
 * @param {string} tree
 * @param {import("./debian-source.mjs").DebianSource} source
 */
export function bootstrap(tree, { mirror, suite }) {
  return logged(`Debian ${suite} with debootstrap`, "debootstrap.log", "debootstrap", [
    "--variant=minbase",
    suite,
    tree,
    mirror,
  ]);
}

/**
 * A copy of the tree with Debian packages added to it.
 *
 * @param {{ base: string, tree: string, packages: readonly string[] }} layer
 */
export function addPackages({ base, tree, packages }) {
  const script = [
    'set -e; base=$1; tree=$2; shift 2; cp -a "$base" "$tree"',
    'cp /etc/resolv.conf "$tree/etc/resolv.conf"',
    'echo force-unsafe-io > "$tree/etc/dpkg/dpkg.cfg.d/unsafe-io"',
    'printf "#!/bin/sh\\nexit 101\\n" > "$tree/usr/sbin/policy-rc.d"; chmod +x "$tree/usr/sbin/policy-rc.d"',
    "export DEBIAN_FRONTEND=noninteractive",
    'install() { chroot "$tree" apt-get install --yes --no-install-recommends "$@"; }',
    // The archive may have moved on since the base was bootstrapped.
    'install "$@" || { chroot "$tree" apt-get update && install "$@"; }',
    'rm -rf "$tree"/var/lib/apt/lists/*',
  ].join("; ");
  return logged(`Packages ${packages.join(", ")}`, "image-packages.log", "sh", [
    "-c",
    script,
    "sh",
    base,
    tree,
    ...packages,
  ]);
}

/**
 * Of the tree, only these programs and the libraries they are linked with.
 *
 * @param {{ from: string, tree: string, programs: readonly string[] }} distillate
 */
export function distil({ from, tree, programs }) {
  const linked = execFileSync("chroot", [from, "ldd", ...programs], { encoding: "utf8" });
  const libraries = [...linked.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => String(path));
  const files = [...new Set([...programs, ...libraries, "/etc/passwd", "/etc/group", "/etc/nsswitch.conf"])];
  const script =
    'set -e; mkdir -p "$1/tmp"; chmod 1777 "$1/tmp"; tree=$1; cd "$2"; shift 2; cp -L --parents "$@" "$tree"';
  return logged(`Only ${programs.join(", ")}`, "image-only.log", "sh", [
    "-c",
    script,
    "sh",
    tree,
    from,
    ...files.map((file) => `.${file}`),
  ]);
}

/**
 * @param {string} tree
 * @param {Readonly<Record<string, string>>} links path → target
 */
export function link(tree, links) {
  for (const [path, target] of Object.entries(links)) {
    execFileSync("sh", ["-c", 'mkdir -p "$(dirname "$1")"; ln -sfn "$2" "$1"', "sh", join(tree, path), target]);
  }
}

/**
 * Makes an image of the tree; it carries nothing but these labels.
 *
 * @param {string} tree
 * @param {string} name
 * @param {Readonly<Record<string, string>>} labels
 */
export function importTree(tree, name, labels) {
  const changes = Object.entries(labels).flatMap(([key, value]) => ["--change", `LABEL ${key}=${value}`]);
  const excluded = LEFT_OUT.flatMap((path) => ["--exclude", `${path}/*`]);
  const script =
    'set -eo pipefail; tree=$1; split=$2; shift 2; tar -C "$tree" -c "${@:1:split}" . | docker import "${@:split+1}"';
  return logged(`Importing ${name}`, "image-import.log", "bash", [
    "-c",
    script,
    "bash",
    tree,
    String(excluded.length),
    ...excluded,
    ...changes,
    "-",
    name,
  ]);
}

/**
 * @param {string} title
 * @param {string} file
 * @param {string} command
 * @param {readonly string[]} args
 */
function logged(title, file, command, args) {
  const log = join(root, "node_modules", ".setup", file);
  return runLogged({ title, command, args, cwd: root, env: { ...process.env, LC_ALL: "C" }, log });
}
