import { foldTrial, runTrial } from "@eval/core";
import { FakeSubject } from "@eval/core/testing";
import { expect, it } from "vitest";
import { openStore } from "./open-store.js";
import { sampleCampaign, sampleSpec } from "./testing/sample-trial.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

it("the harness records a whole trial in a store, and its row is the fold of its events", async () => {
  await using folder = await temporaryFolder();
  await using store = await openStore(folder.path("eval.db"));
  const { trialId, record } = await runTrial({
    subject: new FakeSubject().subject,
    spec: {
      ...sampleSpec,
      chaosType: "blip",
      operator: null,
      baseline: true,
      timing: {
        ...sampleSpec.timing,
        horizonMs: 2_000,
        holdMs: 50,
        observeMs: 10,
        quietMinMs: 0,
        quietMaxMs: 0,
        probeMs: 20,
      },
    },
    recorder: store,
    campaignId: await store.beginCampaign(sampleCampaign),
    versions: { harness: "0.1.0" },
  });
  expect(record.outcome).toBe("success");
  expect(await store.getTrial(trialId)).toEqual({ id: trialId, campaignId: 1, ...record });
  expect(foldTrial(await store.getEvents(trialId))).toEqual(record);
});
