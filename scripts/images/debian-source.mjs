import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The archive this machine's own apt uses for its release.
 *
 * @typedef {{ mirror: string, suite: string }} DebianSource
 * @param {string} etc
 * @returns {DebianSource | undefined} undefined when this is not Debian, or apt has no such source
 */
export function debianSource(etc = "/etc") {
  const suite = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(read(join(etc, "os-release")))?.[1];
  if (suite === undefined) return undefined;
  const folder = join(etc, "apt", "sources.list.d");
  const files = [join(etc, "apt", "sources.list")];
  if (existsSync(folder))
    files.push(
      ...readdirSync(folder)
        .sort()
        .map((name) => join(folder, name)),
    );
  for (const file of files) {
    const entries = file.endsWith(".sources") ? stanzas(read(file)) : lines(read(file));
    const mirror = entries.find((entry) => entry.suites.includes(suite) && entry.components.includes("main"))?.uri;
    if (mirror !== undefined) return { mirror, suite };
  }
  return undefined;
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** @param {string} text one-line style */
function lines(text) {
  return [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/gm)].map(([, uri, suite, components]) => ({
    uri: String(uri),
    suites: [String(suite)],
    components: String(components).split(/\s+/),
  }));
}

/** @param {string} text deb822 style */
function stanzas(text) {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    /** @param {string} key */
    const field = (key) => new RegExp(`^${key}:\\s*(.+)$`, "im").exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const uri = field("URIs")[0];
    if (uri === undefined || !field("Types").includes("deb") || field("Enabled")[0] === "no") return [];
    return [{ uri, suites: field("Suites"), components: field("Components") }];
  });
}
