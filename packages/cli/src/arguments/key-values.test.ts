import { parseStrictly } from "@eval/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseKeyValues, typed } from "./key-values.js";

describe("parseKeyValues", () => {
  it("takes everything after the first = as the value", () => {
    expect(parseKeyValues(["role=primary", "sql=a=b", "empty="], "--param")).toEqual({
      role: "primary",
      sql: "a=b",
      empty: "",
    });
  });

  it("refuses items without a name or without =, and names given twice", () => {
    expect(() => parseKeyValues(["primary"], "--param")).toThrow(/name=value/);
    expect(() => parseKeyValues(["=primary"], "--param")).toThrow(/name=value/);
    expect(() => parseKeyValues(["a=1", "a=2"], "--param")).toThrow(/more than once/);
  });
});

describe("typed", () => {
  const schema = z.strictObject({
    count: z.number().int().min(1).optional(),
    force: z.boolean().optional(),
    node: z.string().optional(),
    nodes: z.array(z.string()).optional(),
  });

  it("gives numbers, booleans and lists where the schema wants them", () => {
    const values = typed({ count: "3", force: "true", nodes: '["n1"]' }, schema);
    expect(values).toEqual({ count: 3, force: true, nodes: ["n1"] });
  });

  it("leaves text that looks like a number where the schema wants text", () => {
    expect(typed({ node: "3" }, schema)).toEqual({ node: "3" });
    expect(typed({ node: "3", count: "4" }, schema)).toEqual({ node: "3", count: 4 });
  });

  it("leaves what the schema refuses for its own complaint", () => {
    expect(() => parseStrictly(schema, typed({ count: "many" }, schema), "params_invalid")).toThrow(
      'count: give a whole number, not "many"',
    );
    expect(() => parseStrictly(schema, typed({ count: "0" }, schema), "params_invalid")).toThrow(
      "count: give at least 1, not 0",
    );
    expect(() => parseStrictly(schema, typed({ cuont: "1" }, schema), "params_invalid")).toThrow(/did you mean count/);
  });
});
