/**
 * Which of our packages each may import: the one direction of imports. `*` stands for any rest of a
 * name, and alone for every package. docs/architecture.md shows the same table.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const directions = {
  "@eval/core": [],
  "@eval/operator-db": ["@eval/core"],
  "@eval/store": ["@eval/core"],
  "@eval/analysis": ["@eval/core"],
  "@eval/report": ["@eval/analysis", "@eval/core"],
  "@eval/operator": ["@eval/core", "@eval/operator-db"],
  "@eval/docker-kit": ["@eval/core"],
  "@eval/subject-*": ["@eval/core", "@eval/docker-kit"],
  "@eval/cli": ["@eval/analysis", "@eval/core", "@eval/operator", "@eval/operator-db", "@eval/report", "@eval/store"],
  "@eval/integration": ["*"],
};

/**
 * What a package's own source must not import, whatever its manifest declares; `except`: folders that may.
 *
 * @type {Readonly<Record<string, { modules: readonly string[], because: string, except?: readonly string[] }>>}
 */
export const prohibitions = {
  "@eval/core": {
    modules: [
      "node:child_process",
      "node:fs",
      "node:fs/promises",
      "node:net",
      "node:process",
      "node:sqlite",
      "pg",
      "sqlite3",
      "typeorm",
    ],
    because: "the core knows no process, no file and no database",
    // Conformance runs operators' commands, and attaches to clusters from other processes.
    except: ["src/testing/"],
  },
};

/**
 * @param {string} name of a package
 * @returns {readonly string[] | undefined} patterns of what it may import; undefined when no row names it
 */
export function allowedFor(name) {
  return directions[name] ?? Object.entries(directions).find(([pattern]) => matches(name, pattern))?.[1];
}

/**
 * @param {string} name
 * @param {string} pattern
 */
export function matches(name, pattern) {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
