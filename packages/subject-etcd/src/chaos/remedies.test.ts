import type { Briefing, Ticket } from "@eval/core";
import { describe, expect, it } from "vitest";
import { concernsMember } from "./member-role.js";
import { chaos } from "./index.js";

const plan = {
  role: "follower",
  node: "n2",
  others: ["n1", "n3"],
  url: "http://n2:1",
  prefix: "/s/",
  valueKb: 1,
  quotaBytes: 1,
};

/** A briefing in which each command says what it is for. */
const briefing: Briefing = {
  summary: "",
  endpoints: [],
  nodes: ["n1", "n2", "n3"].map((name) => ({ name, description: "" })),
  commands: new Proxy({}, { get: (_, purpose) => ({ summary: "", command: `/docker ${String(purpose)} {node}` }) }),
};

describe("repairs", () => {
  it.each(Object.entries(chaos))("of %s are briefed commands with their node put in", (_, type) => {
    const fixes = type.wrongFixes?.(plan, {}, briefing) ?? [];
    expect(fixes.length).toBeGreaterThanOrEqual(2);
    expect(new Set(fixes.map(({ name }) => name)).size).toBe(fixes.length);
    for (const command of [...type.remedy(plan, {}, briefing), ...fixes.flatMap(({ commands }) => commands)]) {
      expect(command).toContain("/docker ");
      expect(command).not.toContain("{node}");
    }
  });
});

function ticket(target: string | null, message = ""): Ticket {
  return { key: `down:${target}`, target, message, diagnosis: null } as Ticket;
}

describe("a ticket", () => {
  it("concerns a member's fault when it is about that member, the cluster, or something unknown", () => {
    const member = { role: "follower", node: "n2", others: ["n1", "n3"] } as const;
    const concerns = (about: Ticket) => concernsMember({ ...member, others: [...member.others] }, about);
    expect(concerns(ticket("n2"))).toBe(true);
    expect(concerns(ticket(null))).toBe(true);
    expect(concerns(ticket("10.0.0.7"))).toBe(true);
    expect(concerns(ticket("n1", "lost its peer n2"))).toBe(true);
    expect(concerns(ticket("n1", "is slow"))).toBe(false);
  });

  it("about any member concerns the leader's fault: all of them lose whom they follow", () => {
    expect(concernsMember({ role: "leader", node: "n2", others: ["n1", "n3"] }, ticket("n1", "has no leader"))).toBe(
      true,
    );
  });
});
