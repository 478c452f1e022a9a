import { FakeSubject } from "@eval/core/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { catalogueOf, entryOf, parametersOf } from "./catalogue.js";
import { catalogueTable, entryPage } from "./chaos-command.js";

const { subject } = new FakeSubject();

describe("catalogueOf", () => {
  it("lists what each chaos type does and declares", () => {
    expect(catalogueTable(catalogueOf(subject))).toMatchInlineSnapshot(`
      "chaos type      heals itself  restart helps  what it does
      node_down       no            yes            One node goes down and stays down
      setting_broken  no            no             A setting that no restart mends
      blip            yes           not declared   One node goes down and comes back
      hidden          no            not declared   A fault that shows no symptom
      dud             no            not declared   A fault without the effect it promises
      "
    `);
  });

  it("says when the answer depends on the plan, which nobody has yet", () => {
    const chaos = { ...subject.chaos["node_down"]!, selfHeals: (plan: { long: boolean }) => !plan.long };
    expect(entryOf("x", chaos)).toMatchObject({ selfHeals: "depends", healsByRestart: "yes" });
  });

  it("shows one chaos type with its parameters", () => {
    expect(entryPage(entryOf("node_down", subject.chaos["node_down"]!), "npx opseval run …")).toMatchInlineSnapshot(`
      "node_down: One node goes down and stays down
      heals itself: no; restarting helps: yes

      Parameters (--param name=value)
        name  type                  default
        node  "n1" or "n2" or "n3"  -

      npx opseval run …
      "
    `);
  });
});

describe("parametersOf", () => {
  it("reads types, bounds, defaults and descriptions from the schema", () => {
    const schema = z.strictObject({
      count: z.number().int().min(1).max(5).default(2).describe("how many"),
      whole: z.number().int().optional(),
      share: z.number().gt(0).lte(1).optional(),
      mode: z.enum(["fast", "slow"]),
      either: z.union([z.string(), z.boolean()]).optional(),
    });
    expect(parametersOf(schema)).toEqual([
      { name: "count", type: "integer, from 1, up to 5", default: 2, required: false, description: "how many" },
      { name: "whole", type: "integer", required: false, description: null },
      { name: "share", type: "number, above 0, up to 1", required: false, description: null },
      { name: "mode", type: '"fast" or "slow"', required: true, description: null },
      { name: "either", type: "string or boolean", required: false, description: null },
    ]);
  });
});
