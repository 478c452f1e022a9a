import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../workspace.mjs";
import { modulesOf } from "./definition.mjs";

/** What the image was built from; an image that carries the same is up to date. */
export const DIGEST_LABEL = "eval-test.digest";

/**
 * Makes a definition's image of the layer's image: its files, programs and labels on top.
 *
 * @param {import("./definition.mjs").ImageDefinition} definition
 * @param {{ layer: string, digest: string }} built
 */
export function assemble(definition, { layer, digest }) {
  const copies = [
    ...(definition.copy ?? []).map(({ from, to }) => ({ from: join(root, from), to })),
    ...modulesOf(definition),
  ];
  const container = docker(["create", layer, "true"]);
  try {
    for (const { from, to } of copies) {
      // Owned by root whoever builds, and with links followed: what they point at stays behind.
      const packed =
        'set -e; name=$(basename "$1"); tar -C "$(dirname "$1")" -ch --owner=0 --group=0 --transform "s,^$name,.$2," "$name"';
      const archive = execFileSync("sh", ["-c", packed, "sh", from, to], { maxBuffer: 1 << 30 });
      execFileSync("docker", ["cp", "-", `${container}:/`], { input: archive, stdio: ["pipe", "ignore", "inherit"] });
    }
    const labels = { ...definition.labels, [DIGEST_LABEL]: digest };
    const changes = [
      `ENTRYPOINT ${JSON.stringify(definition.entrypoint ?? [])}`,
      `CMD ${JSON.stringify(definition.command ?? [])}`,
      ...Object.entries(labels).map(([key, value]) => `LABEL ${key}=${JSON.stringify(value)}`),
    ];
    docker(["commit", ...changes.flatMap((change) => ["--change", change]), container, definition.name]);
  } finally {
    docker(["rm", "--force", container]);
  }
}

/** @param {readonly string[]} args */
function docker(args) {
  return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}
