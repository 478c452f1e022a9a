import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkSchema } from "./check-schema.js";
import type { Schema } from "./subject.js";

function refusalsOf(schema: Schema<unknown>, value: unknown): string[] {
  const checked = checkSchema(schema, value);
  return checked.ok ? [] : checked.refusals.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
}

/** Of a value that stands alone. */
function refusal(schema: Schema<unknown>, value: unknown): string {
  return refusalsOf(schema, value).join("; ").replace(/^: /, "");
}

describe("what a schema refuses", () => {
  it.each([
    [z.string(), undefined, "missing; give text"],
    [z.number(), "soon", 'give a number, not "soon"'],
    [z.int(), 2.5, "give a whole number, not 2.5"],
    [z.boolean(), 1, "give true or false, not 1"],
    [z.boolean(), null, "empty; give true or false"],
    [z.number(), Number.NaN, "give a number, not NaN"],
    [z.string(), { secret: "s" }, "give text, not a mapping"],
    [z.strictObject({}), ["a"], "give a mapping, not a list"],
    [z.number().min(3), 2, "give at least 3, not 2"],
    [z.number().gt(3), 3, "give more than 3, not 3"],
    [z.int().max(10), 11, "give at most 10, not 11"],
    [z.number().lt(10), 10, "give less than 10, not 10"],
    [z.number().multipleOf(5), 7, "give a multiple of 5, not 7"],
    [z.string().min(1), "", 'give at least 1 character, not ""'],
    [z.string().length(2), "a", 'give exactly 2 characters, not "a"'],
    [z.array(z.string()).min(1), [], "give at least 1 entry, not an empty list"],
    [z.array(z.string()).max(2), ["a", "b", "c"], "give at most 2 entries, not a list"],
    [z.enum(["leader", "follower"]), "leadr", 'give leader or follower, not "leadr"; did you mean leader?'],
    [z.enum(["leader", "follower"]), "all", 'give leader or follower, not "all"'],
    [z.literal(1), 2, "give 1, not 2"],
    [z.string().regex(/^[a-z]+$/), "A1", 'give text that matches /^[a-z]+$/, not "A1"'],
    [z.union([z.string(), z.number()]), true, "give text or a number, not true"],
    [z.custom(() => false), "x", '"x" is not allowed'],
    [z.never(), "x".repeat(80), `give never, not "${"x".repeat(58)}…`],
  ])("is said with what is allowed and what was given (%#)", (schema, value, words) => {
    expect(refusal(schema, value)).toBe(words);
  });

  it("is said in the words of the schema's author where there are any", () => {
    expect(refusal(z.string().regex(/^\d+$/, "digits only"), "x")).toBe("digits only");
    expect(refusal(z.record(z.string().regex(/^\w+$/, "no name"), z.string()), { "a b": "c" })).toBe(
      'a b: "a b" cannot be a name here: no name',
    );
  });

  it("has the path of the value, and of names that are not known the nearest one", () => {
    const schema = z.strictObject({ node: z.strictObject({ size: z.int() }), count: z.int() });
    expect(refusalsOf(schema, { node: { size: 1, sise: 2 }, count: "3" })).toEqual([
      "node: unknown name sise; did you mean size?",
      'count: give a whole number, not "3"',
    ]);
  });

  it("is that of the alternative which was meant", () => {
    const schema = z.array(z.union([z.string(), z.strictObject({ name: z.string() })]));
    expect(refusalsOf(schema, ["a", { name: 1 }])).toEqual(["1.name: give text, not 1"]);
    expect(refusalsOf(schema, [7])).toEqual(["0: give text or a mapping, not 7"]);
  });

  it("is nothing where the value is right, which is then as the schema makes it", () => {
    expect(checkSchema(z.object({ count: z.int().default(2) }), {})).toEqual({ ok: true, value: { count: 2 } });
  });
});
