import type { Problem } from "@eval/core";
import { pdProblems } from "./pd-problems.js";
import { problem } from "./problem.js";
import { schedulingProblems } from "./scheduling-problems.js";
import { isInPlace, type Sight } from "./sight.js";
import { regionProblems, storeProblems } from "./store-problems.js";
import type { Topology } from "./topology.js";

/** Of the quickest of a few requests to a store that is otherwise idle, in ms. */
export const slowMs = 40;

/** On a busy host all stores are slow: then one counts only if the quickest of the others is so many times as quick. */
const slowTimes = 2.5;
/** Beyond this it is a problem however slow the others are, in ms; a busy host has been seen to take 440 everywhere. */
const verySlowMs = 700;

/** Every problem there is, by one look. Pure. Sorted by key; an empty list means a healthy cluster. */
export function findProblems(topology: Topology, sight: Sight): Problem[] {
  const problems = [
    ...topology.members.flatMap(({ name }) => nodeProblems(name, sight)),
    ...topology.stores.flatMap((name) => answerProblems(name, sight)),
    ...pdProblems(topology, sight),
    ...storeProblems(topology, sight.pd),
    ...regionProblems(topology, sight.pd),
    ...schedulingProblems(sight.pd),
    ...clientProblems(sight),
  ];
  return problems.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function nodeProblems(name: string, { nodes }: Sight): Problem[] {
  const node = nodes.find((candidate) => candidate.name === name);
  switch (node?.status) {
    case undefined:
    case "missing":
      return [problem("node_missing", name, "critical", `${name} has no container any more`)];
    case "exited":
      return [problem("node_down", name, "critical", `${name} is not running`)];
    case "restarting":
      return [problem("node_down", name, "critical", `${name} ends as soon as it is started`)];
    case "paused":
      return [problem("node_unresponsive", name, "critical", `${name} is paused`)];
    case "running":
      if (node.connected) return [];
      return [problem("node_unreachable", name, "critical", `${name} is not connected to the cluster's network`)];
  }
}

function answerProblems(name: string, { nodes, pings }: Sight): Problem[] {
  const ping = pings[name];
  if (!ping || !isInPlace(nodes.find((node) => node.name === name))) return [];
  if ("error" in ping) {
    return [problem("store_unresponsive", name, "critical", `${name} does not answer clients: ${ping.error}`)];
  }
  const others = Object.entries(pings).flatMap(([other, asked]) => (other !== name && "ms" in asked ? asked.ms : []));
  if (!isSlow(ping.ms, others)) return [];
  const took = `${name} takes ${Math.round(ping.ms)} ms for a request that takes one or two as a rule`;
  return [problem("store_slow", name, "warning", took)];
}

function isSlow(ms: number, others: readonly number[]): boolean {
  return ms > slowMs && (ms > verySlowMs || ms > slowTimes * Math.min(Infinity, ...others) || others.length === 0);
}

function clientProblems({ client }: Sight): Problem[] {
  if (!("error" in client)) return [];
  return [problem("client_write", null, "critical", `a client's write fails: ${client.error}`)];
}
