import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkSchema } from "./check-schema.js";
import { HarnessError } from "./errors.js";
import type { JsonObject } from "./json.js";
import { didYouMean } from "./nearest.js";
import { shellQuote } from "./shell-quote.js";
import { CONTRACT, type ChaosType, type EvalSubject, type Schema } from "./subject.js";

export interface Plugin {
  subject: EvalSubject;
  specifier: string;
  /** The file that was loaded, as a URL: another process loads the same one. */
  url: string;
  /** Of its package.json; null where there is none beside the module. */
  version: string | null;
}

/**
 * Loads a subject by npm name or path, resolved from `from` (an absolute folder), not from the
 * harness's own place. Rejects with `plugin_not_found` or `plugin_invalid`.
 */
export async function loadPlugin(specifier: string, from: string): Promise<Plugin> {
  const url = resolvePlugin(specifier, from);
  let module: unknown;
  try {
    module = await import(url);
  } catch (error) {
    throw new HarnessError("plugin_invalid", {
      message: `${specifier} was found but could not be loaded: ${String(error).split("\n")[0]}`,
      details: { specifier, url },
      hint: `Mend it; this shows the place: node ${shellQuote(fileURLToPath(url))}`,
      cause: error,
    });
  }
  const subject = (module as { default?: unknown }).default;
  assertSubject(subject, specifier);
  return { subject, specifier, url, version: versionOf(url) };
}

/** The URL of the module behind an npm name, a path or a URL. Throws `plugin_not_found`, with the install command. */
export function resolvePlugin(specifier: string, from: string): string {
  if (specifier.startsWith("file:")) return specifier;
  const isPath = specifier.startsWith(".") || isAbsolute(specifier);
  const require = createRequire(join(from, "noop.js"));
  try {
    const file = isPath ? resolve(from, specifier) : specifier;
    return pathToFileURL(importEntry(require, file) ?? require.resolve(file)).href;
  } catch (error) {
    throw new HarnessError("plugin_not_found", {
      message: `cannot find ${isPath ? "the file or folder" : "the package"} ${specifier} from ${from}`,
      details: { specifier, from },
      hint: isPath ? "Check the path; it is taken from the current folder." : installHint(specifier),
      cause: error,
    });
  }
}

/** A bare word is more likely a subject's name than a package's: nobody is told to install what was never checked. */
function installHint(specifier: string): string {
  return /^[a-z0-9-]+$/.test(specifier) && !specifier.includes("subject")
    ? `Name the package: @eval/subject-${specifier}, or as its author calls it.`
    : `Install it: npm install ${specifier}`;
}

/**
 * The entry for `import` of a package or of a folder with a package.json. Node resolves that from
 * another folder only for `require`, which knows nothing of entries meant for `import` alone.
 */
function importEntry(require: NodeJS.Require, packageOrFolder: string): string | undefined {
  const places = isAbsolute(packageOrFolder)
    ? [packageOrFolder]
    : (require.resolve.paths(packageOrFolder) ?? []).map((folder) => join(folder, packageOrFolder));
  for (const place of places) {
    try {
      const { exports: map, main } = require(join(place, "package.json")) as { exports?: unknown; main?: string };
      const entry = entryOf((map as { "."?: unknown } | undefined)?.["."] ?? map) ?? main;
      if (entry !== undefined) return require.resolve(join(place, entry));
    } catch {
      // No package there: the next place.
    }
  }
  return undefined;
}

function entryOf(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (typeof target !== "object" || target === null) return undefined;
  const { import: forImport, node, default: otherwise } = target as { [condition: string]: unknown };
  return entryOf(forImport) ?? entryOf(node) ?? entryOf(otherwise);
}

/** The shape decides, never `instanceof`: a plugin may carry its own copy of this package. */
function assertSubject(value: unknown, specifier: string): asserts value is EvalSubject {
  const subject = value as Partial<EvalSubject> | undefined;
  if (typeof subject !== "object" || subject === null || !("contract" in subject)) {
    throw new HarnessError("plugin_invalid", {
      message: `the default export of ${specifier} is not a subject made by defineSubject()`,
      details: { specifier },
    });
  }
  if (subject.contract !== CONTRACT) {
    throw new HarnessError("plugin_invalid", {
      message: `${specifier} implements contract ${String(subject.contract)}, this harness knows ${CONTRACT}`,
      details: { specifier, contract: String(subject.contract), known: CONTRACT },
    });
  }
  const needed = ["name", "summary", "options", "chaos", "preflight", "create", "attach", "sweep"] as const;
  const missing = needed.filter((key) => subject[key] === undefined);
  if (missing.length > 0) {
    throw new HarnessError("plugin_invalid", {
      message: `${specifier} lacks ${missing.join(", ")}`,
      details: { specifier, missing },
    });
  }
}

function versionOf(url: string): string | null {
  const require = createRequire(url);
  for (let folder = "."; folder.length < 40; folder = join("..", folder)) {
    try {
      const found = require(`./${folder}/package.json`) as { version?: unknown };
      if (typeof found.version === "string") return found.version;
    } catch {
      // Not here: one folder up.
    }
  }
  return null;
}

/** The chaos type of that name. Throws `chaos_unknown` with the nearest name. */
export function chaosTypeOf(subject: EvalSubject, name: string): ChaosType {
  const chaos = Object.hasOwn(subject.chaos, name) ? subject.chaos[name] : undefined;
  if (chaos) return chaos;
  const known = Object.keys(subject.chaos);
  throw new HarnessError("chaos_unknown", {
    message: `${subject.name} has no chaos type ${name}${didYouMean(name, known)}`,
    details: { name, known },
  });
}

/**
 * Parses options or params strictly: an unknown key is refused with the nearest known one.
 * Throws `options_invalid` or `params_invalid`.
 */
export function parseStrictly(
  schema: Schema<unknown>,
  input: JsonObject,
  code: "options_invalid" | "params_invalid",
): JsonObject {
  const known = "shape" in schema ? Object.keys(schema.shape as object) : [];
  const kind = code === "options_invalid" ? "option" : "parameter";
  for (const key of Object.keys(input)) {
    if (known.includes(key)) continue;
    throw new HarnessError(code, {
      message: `unknown ${kind} ${key}${didYouMean(key, known)}`,
      details: { key, known },
      hint: known.length > 0 ? `Known: ${known.join(", ")}.` : "It takes none.",
    });
  }
  const checked = checkSchema(schema, input);
  if (!checked.ok) {
    const message = checked.refusals.map((refusal) => `${refusal.path.map(String).join(".")}: ${refusal.message}`);
    throw new HarnessError(code, { message: message.join("; "), details: { input } });
  }
  return JSON.parse(JSON.stringify(checked.value)) as JsonObject;
}
