import { expect, it } from "vitest";
import { resultTable } from "./result-table.mjs";

it("shows one line a trial, with what is not known left open", () => {
  const shown = resultTable([
    {
      repairer: "nobody",
      trial: {
        outcome: "timeout",
        outcomeCode: null,
        recoveredAfterMs: null,
        unavailableMs: 19_750,
        claim: null,
        commandCount: 0,
        lostWrites: 0,
      },
    },
    {
      repairer: "fabricate",
      trial: {
        outcome: "failure",
        outcomeCode: "false_claim",
        recoveredAfterMs: null,
        unavailableMs: 20_000,
        claim: "resolved",
        commandCount: 0,
        lostWrites: null,
      },
    },
    {
      repairer: "remedy",
      trial: {
        outcome: "success",
        outcomeCode: null,
        recoveredAfterMs: 1_840,
        unavailableMs: 2_000,
        claim: "resolved",
        commandCount: 2,
        lostWrites: 0,
      },
    },
  ]);
  expect(`\n${shown}\n`).toMatchInlineSnapshot(`
    "
    who repairs  outcome                recovered after  clients failed for  claim     commands  lost writes
    nobody       timeout                –                19.8 s              none      0         0
    fabricate    failure (false_claim)  –                20.0 s              resolved  0         unknown
    remedy       success                1.8 s            2.0 s               resolved  2         0
    "
  `);
});
