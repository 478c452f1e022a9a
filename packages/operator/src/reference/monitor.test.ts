import { expect, test, onTestFinished } from "vitest";
import { watchedCluster } from "../testing/watched-cluster.js";
import { invariantOf } from "./monitor.js";

test("a degraded look opens one ticket for each problem, and the next look no second", async () => {
  const cluster = await watchedCluster(onTestFinished);
  await cluster.break("down:n1");
  await cluster.break("lag");
  await cluster.monitor.look();
  await cluster.monitor.look();
  expect(await cluster.tickets()).toMatchObject([
    { key: "down:n1", invariant: "down", target: "n1", status: "open", held: false, severity: "critical" },
    { key: "lag", invariant: "lag", target: null, status: "open", message: "problem lag" },
  ]);
});

test("a ticket is closed by a healthy look, never by one that failed", async () => {
  const cluster = await watchedCluster(onTestFinished);
  await cluster.break("down:n1");
  await cluster.monitor.look();
  await cluster.repair("down:n1");
  await cluster.blind(true);
  expect(await cluster.monitor.look()).toEqual({ status: "unknown", problems: [] });
  expect(await cluster.tickets()).toMatchObject([{ status: "open" }]);
  await cluster.blind(false);
  await cluster.monitor.look();
  expect(await cluster.tickets()).toMatchObject([{ status: "resolved", diagnosis: null }]);
  expect((await cluster.seen()).sessions).toEqual([]);
});

test("a ticket that an agent has taken is left to it when the symptom goes away", async () => {
  const cluster = await watchedCluster(onTestFinished);
  await cluster.break("down:n1");
  await cluster.monitor.look();
  const taken = await cluster.monitor.takeOldest();
  await cluster.repair("down:n1");
  await cluster.monitor.look();
  expect(await cluster.tickets()).toMatchObject([{ id: taken!.id, status: "acknowledged", held: true }]);
});

test("tickets are taken oldest first, each once", async () => {
  const cluster = await watchedCluster(onTestFinished);
  await cluster.break("down:n2");
  await cluster.monitor.look();
  await cluster.break("down:n1");
  await cluster.monitor.look();
  const keys = [];
  for (let ticket; (ticket = await cluster.monitor.takeOldest());) keys.push(ticket.key);
  expect(keys).toEqual(["down:n2", "down:n1"]);
});

test("what is left of a key without its target is the invariant", () => {
  expect(invariantOf("node_down:n2", "n2")).toBe("node_down");
  expect(invariantOf("a:b:n2", "n2")).toBe("a:b");
  expect(invariantOf("no_primary", null)).toBe("no_primary");
  expect(invariantOf("lag:n1", "n2")).toBe("lag:n1");
});
