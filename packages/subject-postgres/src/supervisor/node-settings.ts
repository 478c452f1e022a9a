import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "../layout.js";

/** What administrators have decided about a node. Outlives the supervisor. */
export interface NodeSettings {
  /** Whether it is to run: only then does a restart policy apply. */
  wanted: boolean;
  restartAfterMs: number | null;
  listed: boolean;
}

const initial: NodeSettings = { wanted: false, restartAfterMs: null, listed: true };

export class NodeSettingsFile {
  readonly #path: string;
  #all: Record<string, NodeSettings>;

  constructor(layout: Layout) {
    this.#path = join(layout.state, "nodes.json");
    this.#all = read(this.#path);
  }

  of(node: string): NodeSettings {
    return { ...initial, ...this.#all[node] };
  }

  change(node: string, change: Partial<NodeSettings>): void {
    this.#all = { ...this.#all, [node]: { ...this.of(node), ...change } };
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.#all), { mode: 0o640 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}

function read(path: string): Record<string, NodeSettings> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, NodeSettings>;
  } catch {
    // Absent in a fresh cluster; a damaged one is worth no more than the defaults.
    return {};
  }
}
