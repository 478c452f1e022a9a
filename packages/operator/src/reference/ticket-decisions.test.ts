import type { Observation } from "@eval/core";
import { expect, test } from "vitest";
import { decideTickets } from "./ticket-decisions.js";

const problem = (key: string) => ({ key, target: null, message: key, severity: "warning" as const });
const degraded = (...keys: string[]): Observation => ({ status: "degraded", problems: keys.map(problem) });
const healthy: Observation = { status: "healthy", problems: [] };
const unknown: Observation = { status: "unknown", problems: [] };
const ticket = (id: number, key: string, status: "open" | "acknowledged" | "diagnosed" | "resolved" = "open") => ({
  id,
  key,
  status,
  held: status === "acknowledged" || status === "diagnosed",
});
const memory = (nowMs = 0, doubted: [string, number][] = []) => ({
  nowMs,
  realertMs: 60_000,
  doubted: new Map(doubted),
});

test("a problem without a ticket gets one, and one that has a ticket gets no second", () => {
  const tickets = [
    ticket(1, "a"),
    ticket(2, "b", "acknowledged"),
    ticket(3, "c", "diagnosed"),
    ticket(4, "d", "resolved"),
  ];
  const { open, resolve } = decideTickets(degraded("a", "b", "c", "d", "e"), tickets, memory());
  expect(open.map(({ key }) => key)).toEqual(["d", "e"]);
  expect(resolve).toEqual([]);
});

test("two problems of one key are one ticket", () => {
  expect(decideTickets(degraded("a", "a"), [], memory()).open).toHaveLength(1);
});

test("a healthy look closes what nobody holds", () => {
  const tickets = [
    ticket(1, "a"),
    ticket(2, "b", "acknowledged"),
    ticket(3, "c", "diagnosed"),
    ticket(4, "d", "resolved"),
  ];
  expect(decideTickets(healthy, tickets, memory()).resolve).toEqual([1]);
});

test("a look that says nothing, or one that sees other problems, closes nothing", () => {
  expect(decideTickets(unknown, [ticket(1, "a")], memory())).toMatchObject({ open: [], resolve: [] });
  expect(decideTickets(degraded("b"), [ticket(1, "a")], memory()).resolve).toEqual([]);
});

test("a problem that outlasts an agent's claim is a new ticket only after a while", () => {
  const claimed = [ticket(1, "a", "resolved")];
  const soon = decideTickets(degraded("a"), claimed, memory(59_999, [["a", 0]]));
  expect(soon.open).toEqual([]);
  const later = decideTickets(degraded("a"), claimed, memory(60_000, [...soon.doubted]));
  expect(later.open).toHaveLength(1);
});

test("a problem that went away after the claim and came back is a new ticket at once", () => {
  const claimed = [ticket(1, "a", "resolved")];
  const gone = decideTickets(degraded("b"), claimed, memory(1_000, [["a", 0]]));
  expect(gone.doubted.size).toBe(0);
  expect(decideTickets(unknown, claimed, memory(1_000, [["a", 0]])).doubted.size).toBe(1);
  const back = decideTickets(degraded("a"), claimed, { ...memory(2_000), doubted: gone.doubted });
  expect(back.open).toHaveLength(1);
});
