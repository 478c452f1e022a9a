import { foldTrial } from "@eval/core";
import type { CampaignSummary, StoredCampaign } from "@eval/store";
import { describe, expect, it } from "vitest";
import { summaryFields } from "../json/trial-json.js";
import { event, sampleTrial } from "../testing/sample-trial.js";
import { campaignPage } from "./campaign-page.js";
import { campaignTable } from "./list-command.js";
import { trialPage } from "./trial-page.js";

const campaign: StoredCampaign = {
  id: 3,
  name: "first\u001B[2J try",
  subject: "fake",
  plugin: "./fake",
  chaosType: "node_down",
  trialCount: 2,
  baseline: false,
  variant: "remedy",
  seed: "s",
  config: { arm: "remedy", params: { node: "n2" } },
  host: null,
  createdAt: "2026-01-02T03:04:05.000Z",
};
const record = foldTrial(sampleTrial);
const failed = foldTrial([
  ...sampleTrial.slice(0, 3),
  event("trial.failed", 800, {
    code: "not_healthy",
    phase: "ready",
    message: "x",
    details: {},
    verdictStands: false,
  }),
  event("trial.ended", 900, {}),
]);

describe("campaignPage", () => {
  it("shows the trials, and what the invalid ones could hide", () => {
    const trials = [summaryFields({ number: 1, id: 8, record }), summaryFields({ number: 2, id: 9, record: failed })];
    const outcomes = { success: 1, failure: 0, timeout: 0, invalid: 1, aborted: 0 };
    const counts = { trials: 2, outcomes, unfinished: 0, standIns: 0, codes: [{ code: "not_healthy", count: 1 }] };
    const next = { trial: "npx opseval show 3 --trial N", page: null };
    expect(campaignPage(campaign, { trials, counts, next })).toMatchInlineSnapshot(`
      "campaign 3 "first try"
      fake, node_down, remedy, 2026-01-02T03:04:05.000Z, seed s
      parameters node="n2"

      trial  outcome                detected after  claim  recovered after  healed by  unavailable  lost writes  commands  false tickets
          1  success                        198 ms  -               608 ms  operator        500 ms            0         1              0
          2  invalid (not_healthy)               -  -                    -  -                    -            -         0              0
      1 of 2 valid; success 1 of 1 (100 %), from 50 % to 100 % had the rest been judged
      not valid: not_healthy

      To see one trial: npx opseval show 3 --trial N
      "
    `);
  });
});

describe("trialPage", () => {
  const stored = { ...record, id: 8, campaignId: 3, number: 1 };

  it("tells the whole story", () => {
    expect(trialPage({ campaign, trial: stored, events: sampleTrial, columns: 80 })).toMatchInlineSnapshot(`
      "trial 1 (id 8) of campaign 3: success
      fake, node_down, remedy, 2026-01-02T03:04:05.000Z, seed s#1
      detected after 198 ms, no claim, recovered after 608 ms, healed by operator
      unavailable 500 ms, 4 probes, 2 failed, lost writes 0

      Timeline
            0.0 s  started, seed s#1
            0.0 s  creating the cluster
            0.7 s  cluster created in 699 ms
            0.9 s  cluster clean and healthy after 899 ms
            0.9 s  starting the operator remedy
            1.2 s  operator started, pid 42, not isolated: no root
            1.2 s  cluster healthy
            1.3 s  quiet for 2.0 s
            3.3 s  planned node_down: {"node":"n2"}
            3.3 s  fault in force
            3.3 s  cluster degraded: n2 is down
            3.5 s  ticket 1 opened: node_down:n2, n2 is down
            3.6 s  runs: start n2
            3.9 s  exit code 0: start n2
            3.9 s  cluster healthy
            4.0 s  ticket 1 resolved
           14.0 s  watch ended: the cluster has recovered
           14.0 s  all 2 acknowledged writes are there
           14.1 s  operator stopped
           14.2 s  cleaned: the fault is absent

      Tickets
        1  node_down:n2  resolved, opened at 3.5 s
            started n2

      Commands
            3.6 s  exit 0  start n2

      What clients felt
        +
        ^ the fault
        a sign for each 1.0 s: . all acknowledged, + some failed, # all failed

      State, before and after
        no difference
      "
    `);
  });

  it("says when the software was only stood in for", () => {
    const trial = { ...stored, standIn: true };
    expect(trialPage({ campaign, trial, events: [], columns: 80 })).toContain(
      "on a stand-in for the real software, about which it proves nothing\n",
    );
    const fields = summaryFields({ number: 1, id: 8, record: { ...record, standIn: true } });
    const outcomes = { success: 2, failure: 0, timeout: 0, invalid: 0, aborted: 0 };
    const page = (standIns: number) =>
      campaignPage(campaign, {
        trials: [fields],
        counts: { trials: 2, outcomes, unfinished: 0, standIns, codes: [] },
        next: { trial: "npx opseval show 3 --trial N", page: "npx opseval show 3 --offset 1" },
      });
    expect(page(2)).toContain("stand-in: all ran on a stand-in for the real software");
    expect(page(1)).toContain("stand-in: 1 of 2 trials ran on a stand-in");
    expect(page(1)).toContain("trials 1 to 1 of 2; the next: npx opseval show 3 --offset 1\n");
  });

  it("shows a trial that another program recorded without events", () => {
    const commands = [{ tool_name: "shell", tool_params: "restart all", exit_code: null, timestamp: null }];
    const page = trialPage({ campaign, trial: { ...stored, commands }, events: [], columns: 80 });
    expect(page).toContain("Commands\n  exit ?  restart all\n");
    expect(page).not.toContain("Timeline");
  });
});

it("lists campaigns by who repairs, shams and unfinished ones included", () => {
  const outcomes = { success: 1, failure: 0, timeout: 1, invalid: 0, aborted: 0 };
  const listed: CampaignSummary = {
    ...campaign,
    trials: 3,
    outcomes,
    unfinished: 1,
    standIns: 0,
    replay: false,
    arm: null,
    trialCount: 5,
  };
  const standIn = { ...listed, standIns: 3 };
  expect(
    campaignTable([standIn, { ...listed, standIns: 1 }])
      .split("\n")
      .slice(1, 3),
  ).toEqual([expect.stringMatching(/; on a stand-in$/), expect.stringMatching(/; on a stand-in in 1$/)]);
  const sham = { ...listed, id: 4, name: null, chaosType: "none" };
  const baseline = { ...listed, id: 5, name: null, baseline: true, trialCount: 2, unfinished: 1 };
  expect(campaignTable([baseline, sham, listed])).toMatchInlineSnapshot(`
    "id  created              subject  chaos      who repairs   name       trials
     5  2026-01-02 03:04:05  fake     node_down  baseline      -               2  2 of 2 valid; success 1 of 2 (50 %)
     4  2026-01-02 03:04:05  fake     none       sham, remedy  -          2 of 5  2 of 2 valid; unharmed 1 of 2
     3  2026-01-02 03:04:05  fake     node_down  remedy        first try  2 of 5  2 of 2 valid; success 1 of 2 (50 %)
    "
  `);
});
