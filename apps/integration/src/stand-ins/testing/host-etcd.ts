import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Made anew from the image when it is not there. */
const kept = fileURLToPath(new URL("../../../node_modules/.cache/host-etcd/etcd", import.meta.url));
const image = "eval-test/etcd";

/** The PATH on which stand-ins find an etcd that runs on this host, or in words why there is none. */
export type HostEtcd = { path: string } | { lacking: string };

/** The one that is installed, else the one in the image that `npm run images` builds: a Debian program, for Debian hosts. */
export function findHostEtcd(): HostEtcd {
  const path = process.env["PATH"] ?? "";
  if (runs("etcd")) return { path };
  if (!runs(kept)) copyFromImage();
  if (runs(kept)) return { path: [dirname(kept), path].join(delimiter) };
  return { lacking: `there is no etcd on the PATH, and none that runs here in the image ${image}` };
}

function runs(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

/** Test files do this side by side: each copies to a place of its own and puts it where all look. */
function copyFromImage(): void {
  const { stdout, status } = spawnSync("docker", ["create", image, "etcd"], { encoding: "utf8" });
  if (status !== 0) return;
  mkdirSync(dirname(kept), { recursive: true });
  const folder = mkdtempSync(join(dirname(kept), "copy-"));
  try {
    const copied = spawnSync("docker", ["cp", "--follow-link", `${stdout.trim()}:/usr/bin/etcd`, folder]);
    if (copied.status === 0) renameSync(join(folder, "etcd"), kept);
  } finally {
    spawnSync("docker", ["rm", stdout.trim()]);
    rmSync(folder, { recursive: true });
  }
}
