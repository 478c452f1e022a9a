/** From a ticket's commit in another process to its event being durable in eval.db; and what waiting costs. */
import { setTimeout as sleep } from "node:timers/promises";
import { runTrial, type Recorder } from "@eval/core";
import { externalOperator } from "@eval/operator";
import { benchSpec, benchStage } from "./bench-stage.js";
import { figureLine, median, quantile } from "./figures.js";
import { fsyncFloor } from "./fsync-floor.js";
import { instantFile, instantSubject } from "./instant-subject.js";

const TICKETS = 200;
const IDLE_MS = 5_000;

await using stage = await benchStage();
const committed = new Map<number, number>();
const recorded = new Map<number, number>();
const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;

const recorder: Recorder = {
  beginCampaign: (campaign) => stage.store.beginCampaign(campaign),
  beginTrial: (campaignId, started) => stage.store.beginTrial(campaignId, started),
  async append(trialId, events) {
    await stage.store.append(trialId, events);
    for (const event of events) if (event.type === "ticket.opened") recorded.set(event.data.ticket.id, monotonicMs());
  },
};
stage.operator.on("message", (message: { id?: number; committedAt?: number }) => {
  if (message.id !== undefined && message.committedAt !== undefined) committed.set(message.id, message.committedAt);
});

const controller = new AbortController();
let onInjected: () => void = () => undefined;
const injected = new Promise<void>((resolve) => {
  onInjected = resolve;
});
const trial = runTrial({
  subject: instantSubject(instantFile(stage.folder), () => onInjected()),
  operator: externalOperator({ operatorDb: stage.operatorDb }),
  recorder,
  campaignId: stage.campaignId,
  signal: controller.signal,
  spec: benchSpec({ horizonMs: 600_000 }),
});
await Promise.race([injected, trial]);

// Both kinds of waiting: nobody writes; then somebody does.
const before = process.cpuUsage();
await sleep(IDLE_MS);
const { user, system } = process.cpuUsage(before);
const cpuShare = (user + system) / 1_000 / IDLE_MS;

const done = new Promise<void>((resolve) => {
  stage.operator.on("message", (message: unknown) => {
    if (message === "done") resolve();
  });
});
stage.operator.send({ tickets: TICKETS });
await done;
await sleep(500);
controller.abort(new Error("measured"));
await trial;

const latencies = [...committed].map(([id, at]) => (recorded.get(id) ?? Infinity) - at);
const floor = await fsyncFloor(stage.folder);
console.log(
  figureLine({
    bench: "notice-latency",
    values: { p99: quantile(latencies, 0.99), median: median(latencies), max: Math.max(...latencies) },
    runs: latencies.length,
    limit: { label: "p99", atMost: 50 },
    note: `waiting takes ${(cpuShare * 100).toFixed(1)} % of a core, wanted ≤ 3 %; fsync of this disk ${floor.toFixed(2)} ms`,
  }),
);
