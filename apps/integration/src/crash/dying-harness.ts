/**
 * A harness that runs one trial and kills itself with SIGKILL the moment an event of the given type
 * is durable: `node dying-harness.js EVAL_DB EVENT_TYPE`. Its parent looks at what is left.
 */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { defaultTiming, loadPlugin, runCampaign, type Recorder, type TrialEvent } from "@eval/core";
import { referenceOperator } from "@eval/operator";
import { openStore } from "@eval/store";

const [path = "", fatal = ""] = process.argv.slice(2);
const store = await openStore(path);
const plugin = await loadPlugin("@eval/subject-postgres", process.cwd());

function dieAt(events: readonly TrialEvent[]): void {
  if (events.some(({ type }) => type === fatal)) process.kill(process.pid, "SIGKILL");
}

const recorder: Recorder = {
  beginCampaign: (campaign) => store.beginCampaign(campaign),
  async beginTrial(campaignId, started) {
    const id = await store.beginTrial(campaignId, started);
    dieAt([started]);
    return id;
  },
  async append(trialId, events) {
    await store.append(trialId, events);
    dieAt(events);
  },
};

const stat = readFileSync("/proc/self/stat", "utf8");
const timing = { ...defaultTiming, horizonMs: 15_000, holdMs: 300, quietMinMs: 0, quietMaxMs: 0 };
const shared = { subject: "postgres", chaosType: "node_kill", variant: null, baseline: false };
await runCampaign({
  subject: plugin.subject,
  operator: referenceOperator({ agent: "remedy", plugin: plugin.url }),
  recorder,
  process: {
    pid: process.pid,
    startTime: stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null,
    bootId: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    pidNamespace: null,
    hostname: hostname(),
  },
  campaign: {
    ...shared,
    name: null,
    plugin: "@eval/subject-postgres",
    trialCount: 1,
    seed: "crash",
    config: { plugin: { url: plugin.url } },
    host: {},
    createdAt: new Date().toISOString(),
  },
  trial: { ...shared, options: {}, params: {}, operator: "remedy", endOnClaim: false, timing },
});
await store.close();
