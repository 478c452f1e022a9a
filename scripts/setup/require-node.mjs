import { readFileSync } from "node:fs";

/**
 * Ends the process with one sentence when the running Node is older than `engines.node` allows.
 * Kept to syntax that old versions can parse, and imported before anything newer.
 */
const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const wanted = manifest.engines.node.replace(">=", "");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
  console.error(`This repository needs Node ${wanted} or newer; this is Node ${process.versions.node}.`);
  process.exit(2);
}
