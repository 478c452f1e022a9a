import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultTiming, type CampaignSpec, type Timing, type TrialSpec } from "@eval/core";
import { openStore, type Store } from "@eval/store";

/** A folder with an eval.db and an operator's process that writes an operator.db; all gone after disposal. */
export interface BenchStage extends AsyncDisposable {
  folder: string;
  operatorDb: string;
  store: Store;
  operator: ChildProcess;
  campaignId: number;
}

export async function benchStage(): Promise<BenchStage> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const operatorDb = join(folder, "operator.db");
  const store = await openStore(join(folder, "eval.db"));
  const operator = fork(fileURLToPath(new URL("./bench-operator.js", import.meta.url)), [operatorDb]);
  await once(operator, "message");
  const campaign: CampaignSpec = {
    name: "bench",
    subject: "instant",
    plugin: null,
    chaosType: "broken",
    trialCount: 1,
    baseline: false,
    variant: null,
    seed: "bench",
    config: {},
    host: {},
    createdAt: new Date().toISOString(),
  };
  const campaignId = await store.beginCampaign(campaign);
  return {
    folder,
    operatorDb,
    store,
    operator,
    campaignId,
    async [Symbol.asyncDispose]() {
      const ended = once(operator, "exit");
      operator.disconnect();
      await ended;
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function benchSpec(timing: Partial<Timing>): TrialSpec {
  return {
    subject: "instant",
    options: {},
    chaosType: "broken",
    params: {},
    seed: "bench",
    operator: "external",
    variant: null,
    baseline: false,
    endOnClaim: false,
    attempt: 1,
    timing: { ...defaultTiming, quietMinMs: 0, quietMaxMs: 0, holdMs: 0, ...timing },
  };
}
