import type { Ticket } from "@eval/core";
import { describe, expect, it } from "vitest";
import { concernsNodes } from "./concerns-nodes.js";

const ticket = (target: string | null, message = "is unwell"): Ticket => ({
  id: 1,
  key: "something",
  invariant: "something",
  target,
  status: "open",
  held: false,
  message,
  severity: "critical",
  diagnosis: null,
  firstSeenAt: null,
  resolvedAt: null,
  createdAt: null,
});

const plan = { unaffected: ["n3"] };

describe("concernsNodes", () => {
  it("takes tickets about the node, the cluster, the primary and names that are no node's", () => {
    for (const target of ["n2", null, "n1", "replication"]) {
      expect(concernsNodes(["n2"], plan, ticket(target))).toBe(true);
    }
  });

  it("leaves out tickets about a node that the fault leaves alone", () => {
    expect(concernsNodes(["n2"], plan, ticket("n3"))).toBe(false);
    expect(concernsNodes(["n2"], plan, ticket("n3", "n21 does not answer"))).toBe(false);
  });

  it("takes a ticket about another node that names this one", () => {
    expect(concernsNodes(["n2"], plan, ticket("n3", "cannot reach n2: it does not answer"))).toBe(true);
  });
});
