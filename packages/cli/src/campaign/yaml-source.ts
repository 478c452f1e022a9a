import { readFile } from "node:fs/promises";
import { describe, HarnessError } from "@eval/core";
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";

/** Keys and indices from the root of a file. */
export type Path = readonly PropertyKey[];

/** A YAML file as read, with the places of its parts. */
export interface YamlSource {
  /** As it was given, for messages. */
  file: string;
  value: unknown;
  /** An error at the value under the path, or at what encloses it where there is none; `key`: at that key of it. */
  errorAt(path: Path, message: string, more?: { key?: string; hint?: string }): HarnessError;
  /** `FILE:LINE:COLUMN` of the same place. */
  place(path: Path, key?: string): string;
}

/** So often may aliases repeat what they stand for: enough for people, too little for a bomb. */
const maxAliasCount = 100;

/** Rejects with `campaign_invalid`. */
export async function readYamlFile(path: string, file: string): Promise<YamlSource> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new HarnessError("campaign_invalid", {
      message: `${file} cannot be read: ${describe(error)}`,
      hint: "Check the path.",
      cause: error,
    });
  }
  return parseYaml(text, file);
}

/** Throws `campaign_invalid` for what is no YAML, with line and column. */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw invalid(`${placeAt(problem.pos[0])}: ${problem.message}`);
  const place = (path: Path, key?: string) => placeAt(offsetOf(document, path, key));
  return {
    file,
    value: toValue(document, file),
    place,
    errorAt: (path, message, { key, hint } = {}) => invalid(`${place(path, key)}: ${named(path, message)}`, hint),
  };
}

/** `variants[0].env`. */
export function nameOf(path: Path): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === "number") return `${name}[${part}]`;
    return name === "" ? String(part) : `${name}.${String(part)}`;
  }, "");
}

/** What reads a value may say its name already. */
function named(path: Path, message: string): string {
  const name = nameOf(path);
  const says = name === "" || message.startsWith(`${name}:`) || message.startsWith(`${name} `);
  return says ? message : `${name}: ${message}`;
}

function invalid(message: string, hint?: string): HarnessError {
  return new HarnessError("campaign_invalid", { message, ...(hint === undefined ? {} : { hint }) });
}

function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    throw invalid(`${file}: ${describe(error)}`);
  }
}

function offsetOf(document: Document, path: Path, key?: string): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    if (key !== undefined && length === path.length && isMap(node)) {
      const pair = node.items.find(({ key: each }) => isScalar(each) && String(each.value) === key);
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    if (node.range) return node.range[0];
  }
  return 0;
}
