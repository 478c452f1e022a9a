import type { ChaosType, EvalSubject, Json, Schema } from "@eval/core";
import { z } from "zod";

export interface CatalogueEntry {
  name: string;
  summary: string;
  params: readonly Parameter[];
  /** What the host must be able to do. */
  needs: readonly string[];
  selfHeals: Declaration;
  healsByRestart: Declaration;
}

export interface Parameter {
  name: string;
  /** `integer, 1 to 5`, `"n1" or "n2"` */
  type: string;
  /** Absent: there is none. */
  default?: Json;
  required: boolean;
  description: string | null;
}

/** `depends`: on the plan; `undeclared`: the chaos type does not say. */
export type Declaration = "yes" | "no" | "depends" | "undeclared";

export function catalogueOf(subject: EvalSubject): CatalogueEntry[] {
  return Object.entries(subject.chaos).map(([name, chaos]) => entryOf(name, chaos));
}

export function entryOf(name: string, chaos: ChaosType): CatalogueEntry {
  return {
    name,
    summary: chaos.summary,
    params: parametersOf(chaos.params),
    needs: chaos.needs ?? [],
    selfHeals: declarationOf((plan) => chaos.selfHeals(plan)),
    healsByRestart: chaos.healsByRestart ? declarationOf((plan) => chaos.healsByRestart?.(plan)) : "undeclared",
  };
}

/** What it answers without looking at a plan: there is none before a cluster runs. */
function declarationOf(declares: (plan: Json) => boolean | undefined): Declaration {
  const unplanned = new Proxy(
    {},
    {
      get: () => {
        throw new Error("asks for the plan");
      },
    },
  );
  try {
    return declares(unplanned) ? "yes" : "no";
  } catch {
    return "depends";
  }
}

type PropertySchema = z.core.JSONSchema.BaseSchema;

/** From the JSON Schema of what may be given; names alone where a schema cannot be written as such. */
export function parametersOf(schema: Schema<unknown>): Parameter[] {
  let described: PropertySchema;
  try {
    described = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  } catch {
    const names = "shape" in schema ? Object.keys(schema.shape as object) : [];
    return names.map((name) => ({ name, type: "anything", required: false, description: null }));
  }
  const required = new Set(described.required ?? []);
  return Object.entries(described.properties ?? {}).map(([name, property]) => {
    const own = typeof property === "object" ? property : {};
    return {
      name,
      type: typeText(own),
      ...(own.default === undefined ? {} : { default: own.default as Json }),
      required: required.has(name),
      description: own.description ?? null,
    };
  });
}

function typeText(schema: PropertySchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives)
    return alternatives.map((each) => (typeof each === "object" ? typeText(each) : "anything")).join(" or ");
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "anything");
  return `${type}${rangeText(schema)}`;
}

function rangeText(schema: PropertySchema): string {
  const [above, below] = [schema.exclusiveMinimum, schema.exclusiveMaximum];
  // A plain integer's bounds are those of exact numbers, which say nothing.
  const from = schema.minimum === undefined || schema.minimum <= Number.MIN_SAFE_INTEGER ? undefined : schema.minimum;
  const to = schema.maximum === undefined || schema.maximum >= Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
  const bounds = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(to === undefined ? [] : [`up to ${to}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return bounds.length === 0 ? "" : `, ${bounds.join(", ")}`;
}
