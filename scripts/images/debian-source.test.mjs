import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { debianSource } from "./debian-source.mjs";

/** @type {string[]} */
const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test("one-line sources: the archive of this release, not its updates nor somebody else's", () => {
  const etc = machine("bookworm", {
    "sources.list": [
      "# deb http://commented.example/debian bookworm main",
      "deb-src http://source.example/debian bookworm main",
      "deb [arch=amd64] http://other.example/tools bookworm contrib",
      "deb http://mirror.example/debian-security bookworm-security main",
      "deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib",
    ].join("\n"),
  });
  expect(debianSource(etc)).toEqual({ mirror: "http://mirror.example/debian", suite: "bookworm" });
});

test("deb822 sources: stanzas that are switched off do not count", () => {
  const etc = machine("trixie", {
    "sources.list.d/debian.sources": [
      "Types: deb\nEnabled: no\nURIs: http://off.example/debian\nSuites: trixie\nComponents: main",
      "Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie trixie-updates\nComponents: main",
    ].join("\n\n"),
  });
  expect(debianSource(etc)).toEqual({ mirror: "http://mirror.example/debian", suite: "trixie" });
});

test("no source for this release, or no Debian at all: undefined", () => {
  expect(debianSource(machine("noble", { "sources.list": "deb http://mirror.example/debian bookworm main" }))).toBe(
    undefined,
  );
  expect(debianSource(join(tmpdir(), "there-is-no-such-folder"))).toBe(undefined);
});

/**
 * @param {string} suite
 * @param {Record<string, string>} files below etc/apt
 */
function machine(suite, files) {
  const etc = mkdtempSync(join(tmpdir(), "etc-"));
  folders.push(etc);
  mkdirSync(join(etc, "apt", "sources.list.d"), { recursive: true });
  writeFileSync(join(etc, "os-release"), `NAME="x"\nVERSION_CODENAME=${suite}\n`);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(etc, "apt", name), text);
  return etc;
}
