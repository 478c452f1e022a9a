import type { TomlTable } from "../../config/toml.js";
import { parseDurationMs } from "../../config/units.js";
import { DEFAULT_CONFIG } from "./default-config.js";

type Section = Record<string, unknown>;
export type ConfigTree = Record<string, unknown>;

/** PD's dynamic configuration, with the kinds of values that PD takes: several booleans are texts. */
export class PdConfig {
  readonly tree: ConfigTree;

  constructor(tree: ConfigTree = structuredClone(DEFAULT_CONFIG) as ConfigTree) {
    this.tree = tree;
  }

  /** Defaults, with what the configuration file says about them; keys it does not know are left out, as PD does. */
  static fromFile(file: TomlTable): PdConfig {
    const config = new PdConfig();
    for (const [section, values] of Object.entries(file)) {
      if (typeof values !== "object" || Array.isArray(values)) continue;
      for (const [key, value] of Object.entries(values)) {
        const path = `${section}.${key}`;
        if (config.#locate(path)) config.set(path, typeof value === "boolean" ? String(value) : value);
      }
    }
    return config;
  }

  /** `key`: `schedule.leader-schedule-limit`, or its last part alone. Throws with PD's words. */
  set(key: string, value: unknown): void {
    const found = this.#locate(key);
    if (!found) throw new Error(`config item ${key} not found`);
    checkKind(found.key, found.section[found.key] ?? OPTIONAL[found.key], value);
    if (found.key in OPTIONAL && value === OPTIONAL[found.key]) delete found.section[found.key];
    else found.section[found.key] = value;
  }

  #locate(path: string): { section: Section; key: string } | undefined {
    const parts = path.split(".");
    const key = parts.at(-1) ?? "";
    const sections = parts.length > 1 ? [parts[0] ?? ""] : SECTIONS;
    for (const name of sections) {
      const section = this.tree[name];
      if (typeof section !== "object" || section === null) continue;
      if (key in section || (name === "schedule" && key in OPTIONAL)) return { section: section as Section, key };
    }
    return undefined;
  }

  section(name: "schedule" | "replication"): Section {
    return this.tree[name] as Section;
  }

  number(name: "schedule" | "replication", key: string): number {
    return Number(this.section(name)[key]);
  }

  isOn(key: string): boolean {
    return this.section("schedule")[key] === "true";
  }

  durationMs(key: string): number {
    return parseDurationMs(String(this.section("schedule")[key]));
  }
}

const SECTIONS = ["schedule", "replication", "pd-server"];

/** Left out of PD's JSON while they have this value. */
const OPTIONAL: Section = { "halt-scheduling": "false" };

function checkKind(key: string, before: unknown, value: unknown): void {
  const wanted = kindOf(before);
  if (kindOf(value) === wanted || (wanted === "string" && kindOf(value) === "boolean text")) return;
  if (wanted === "duration") throw new Error(`time: invalid duration ${JSON.stringify(value)}`);
  throw new Error(
    wanted === "boolean text"
      ? `json: invalid use of ,string struct tag, trying to unmarshal unquoted value into bool`
      : `json: cannot unmarshal ${typeof value} into Go struct field .${key} of type ${wanted}`,
  );
}

function kindOf(value: unknown): string {
  if (value === "true" || value === "false") return "boolean text";
  if (typeof value !== "string") return typeof value;
  try {
    parseDurationMs(value);
    return "duration";
  } catch {
    return "string";
  }
}
