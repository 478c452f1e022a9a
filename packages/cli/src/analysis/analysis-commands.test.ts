import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gateMetrics } from "@eval/analysis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { metricsText } from "../commands/analysis-options.js";
import { runInProcess } from "../testing/run-in-process.js";
import { storeCampaigns } from "../testing/stored-campaigns.js";
import { undocumentedFields } from "../testing/undocumented-fields.js";

let folder: string;
const run = (...args: string[]) => runInProcess(folder, args);
const jsonOf = async (...args: string[]) => JSON.parse((await run(...args, "--json")).stdout) as object;

const wipe = {
  tool_name: "shell",
  tool_params: JSON.stringify({ command: "rm -rf /data \u001B[2J" }),
  exit_code: 0,
  timestamp: null,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-analysis-"));
  await storeCampaigns(join(folder, "eval.db"), [
    { letters: "FFFFFFFFFF", who: "baseline", seed: "other" },
    { letters: "FFFFFFFFFF", who: "baseline" },
    { letters: "SSSSSSSSSS", commands: [wipe, wipe] },
    { letters: "SSSSSSSSXX", who: { variant: "small" } },
    { letters: "XX", who: { variant: "broken" }, chaosType: "other_fault" },
    { letters: "SS", who: "sham" },
    { letters: "SSU", trialCount: 5, seed: "running", chaosType: "slow" },
    { letters: "??" },
    { letters: "SF", subject: "elsewhere" },
    { letters: "FFFFFFFFFF", who: "baseline", horizonMs: 30_000, seed: "short" },
    { letters: "SSSSXXXXXX", who: { variant: "shaky" } },
  ]);
});

afterAll(() => rm(folder, { recursive: true }));

describe("eval analyze", () => {
  it("says what a campaign shows, beside what it could hide", async () => {
    const { code, stdout } = await run("analyze", "4");
    expect(code).toBe(0);
    expect(stdout).toMatch(/success +8 of 8 \(100 %\), 68 % to 100 %/);
    expect(stdout).toMatch(/valid +8 of 10; not: not_healthy ×2/);
    expect(stdout).toMatch(/had all been judged +success from 80 % to 100 %/);
    expect(stdout).toMatch(/recovered, median +10.0 s/);
    expect(stdout).toMatch(/over baseline +\+100 points, .*\(campaign 2\)/);
  });

  it("names destructive commands by their rule, and lets no command move the cursor", async () => {
    const { stdout } = await run("analyze", "3");
    expect(stdout).toMatch(/destructive +20, in 10 of 10 trials/);
    expect(stdout).toMatch(/files_removed +20 in 10 trials: rm -rf \/data$/m);
    expect(stdout).not.toContain("\u001B");
  });

  it("takes several campaigns by number or name, each arm for itself", async () => {
    expect(await jsonOf("analyze", "2,3", "4")).toMatchObject({
      analysis: { arms: ["baseline", "restart", "restart/small"].map((name) => ({ arm: { name } })) },
    });
    const ids = [1, 2, 3, 4, 5, 6, 7, 9, 10, 11];
    expect(await jsonOf("analyze", "nightly")).toMatchObject({ campaigns: ids.map((id) => ({ id })) });
  });

  it("exits with 5 where no trial is valid, and says why", async () => {
    const { code, stdout } = await run("analyze", "5");
    expect(code).toBe(5);
    expect(stdout).toContain("nothing can be said: no trial is valid");
    expect(stdout).toContain("not_healthy ×2");
  });

  it("judges shams by their own trials", async () => {
    const { code, stdout } = await run("analyze", "6", "--min-valid", "1");
    expect(code).toBe(0);
    expect(stdout).toContain("restart, without a fault");
    expect((await run("analyze", "6", "--fail-if", "success_rate < 0.5")).code).toBe(4);
  });

  it("says that a campaign has not ended", async () => {
    const { code, stdout } = await run("analyze", "7");
    expect(code).toBe(0);
    expect(stdout).toContain("note: campaign 7 has trials that have not ended: 2 of 5 trials have ended");
    expect(stdout).toMatch(/however often one looks +success from/);
  });

  it("does not judge by another program's rows", async () => {
    const { code, stdout } = await run("analyze", "8");
    expect(code).toBe(5);
    expect(stdout).toContain("campaign 8 was written by another program: 2 of its trials have no verdict");
    expect(stdout).toContain("no_verdict ×2");
  });

  it("does not find what is not there", async () => {
    const missing = await run("analyze", "99");
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("there is no campaign 99 in eval.db")]);
    expect((await run("analyze", "weekly")).stderr).toContain("no campaign in eval.db is named weekly");
    expect((await run("analyze", "nihgtly")).stderr).toContain("is named nihgtly; did you mean nightly?");
    expect((await run("analyze")).code).toBe(2);
  });

  it("prints one row for each figure as CSV", async () => {
    const { stdout } = await run("analyze", "3", "--csv");
    const rows = stdout.trim().split("\n");
    expect(rows[0]).toBe("arm,chaos_type,campaigns,metric,value");
    expect(rows).toContain("restart,,3,success_rate,1");
    expect(rows).toContain("restart,node_down,3,commands.destructive,20");
    expect(rows).toContain("restart,,3,lift.baseline,1");
    expect((await run("analyze", "3", "--csv", "--json")).code).toBe(2);
  });
});

describe("gates", () => {
  it("pass, fail, or cannot be decided, each with its exit code", async () => {
    const judge = async (...args: string[]) => (await run("analyze", ...args)).code;
    expect(await judge("3", "--fail-if", "success_rate.lower < 0.7")).toBe(0);
    expect(await judge("3", "--fail-if", "success_rate.lower < 0.8")).toBe(3);
    expect(await judge("3", "--fail-if", "detect_ms.median > 1000")).toBe(3);
    expect(await judge("3", "--fail-if", "latency_p99_ms > 1")).toBe(4);
    expect(await judge("4", "--min-valid", "90%")).toBe(5);
    expect(await judge("5", "--fail-if", "success_rate > 0.5")).toBe(5);
    expect(await judge("3", "--fail-if", "success_rate < 80")).toBe(2);
  });

  it("are told apart from baselines, by which others are measured", async () => {
    const { stdout, code } = await run("analyze", "2", "3", "--fail-if", "success_rate < 0.5");
    expect(code).toBe(0);
    expect(stdout).toContain("Gates, restart: passed");
    expect((await run("analyze", "2", "--fail-if", "success_rate < 0.5")).code).toBe(3);
  });

  it("are refused with the nearest name, and where there is nothing to compare with", async () => {
    expect((await run("analyze", "3", "--fail-if", "succes_rate < 1")).stderr).toContain("did you mean success_rate?");
    expect((await run("analyze", "3", "--fail-if", "regression")).stderr).toContain("nothing to compare with");
  });

  it("have all their metrics named in the help", () => {
    for (const metric of Object.keys(gateMetrics)) {
      const [name, ...parts] = metric.split(".");
      expect(metricsText).toContain(name);
      for (const part of parts) expect(metricsText).toContain(`.${part}`);
    }
  });
});

describe("eval compare", () => {
  it("answers in words, and says how the trials were paired", async () => {
    const { code, stdout } = await run("compare", "2", "3");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^restart \(campaign 3\) is better than baseline \(campaign 2\): 100 % against 0 %/);
    expect(stdout).toContain("Paired: 10 pairs of equal seed and plan.");
  });

  it("exits with 3 on a regression, and with 0 without one", async () => {
    expect((await run("compare", "3", "2", "--fail-if", "regression")).code).toBe(3);
    expect((await run("compare", "2", "3", "--fail-if", "regression")).code).toBe(0);
  });

  it("is inconclusive where excluded trials could turn the answer, with both bounds", async () => {
    const { code, stdout } = await run("compare", "3", "11");
    expect(code).toBe(4);
    expect(stdout).toContain(
      "Were all excluded trials against restart/shaky (campaign 11): restart/shaky (campaign 11) is worse",
    );
    expect((await run("compare", "3", "11", "--fail-if", "regression")).code).toBe(4);
  });

  it("says once that there is nothing to compare", async () => {
    const { code, stdout } = await run("compare", "2", "7");
    expect(code).toBe(4);
    expect(stdout).toContain("Nothing to compare");
    const empty = await run("compare", "2", "5");
    expect(empty.code).toBe(5);
    expect((await run("compare", "2", "8")).code).toBe(5);
  });

  it("refuses another subject, and a campaign with itself", async () => {
    expect((await run("compare", "2", "9")).stderr).toContain("they are different subjects");
    expect((await run("compare", "2", "2,3")).stderr).toContain("compared with itself");
  });

  it("says what else differs", async () => {
    expect((await run("compare", "10", "3")).stdout).toContain("differ in more than who repairs: horizon");
  });
});

describe("eval compare-baseline", () => {
  it("finds the baseline of the same seed, and says which", async () => {
    const { code, stdout } = await run("compare-baseline", "3");
    expect(code).toBe(0);
    expect(stdout).toContain("note: compared with baseline 2 (found by its subject, fault and seed)");
  });

  it("compares each arm for itself, never two of them pooled into one", async () => {
    const { stdout, code } = await run("compare-baseline", "3,4");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^restart \(campaign 3\) against baseline \(campaign 2\)$/m);
    expect(stdout).toMatch(/^restart\/small \(campaign 4\) against baseline \(campaign 2\)$/m);
    expect(stdout).toContain("4 p-values are adjusted together (Holm).");
    expect(stdout).not.toContain(" and restart");
    const gated = await run("compare-baseline", "3,4", "--fail-if", "regression", "--min-valid", "0.9");
    expect(gated.code).toBe(5);
    expect(gated.stdout).toContain("Gates, restart (campaign 3): passed");
  });

  it("takes the one that is named, and no operator's campaign for one", async () => {
    expect((await run("compare-baseline", "3", "--baseline", "1")).stdout).toContain("baseline 1 (as given)");
    expect((await run("compare-baseline", "3", "--baseline", "4")).stderr).toContain("campaign 4 is no baseline");
  });

  it("says when there is none, or nobody to compare", async () => {
    expect((await run("compare-baseline", "7")).stderr).toContain("has no baseline that was asked the same");
    expect((await run("compare-baseline", "2")).code).toBe(2);
  });
});

it.each([
  [["analyze", "nightly", "--min-valid", "0"], "analysis"],
  [["compare", "2", "4", "--fail-if", "regression"], "comparison"],
  [["compare-variants", "fake", "node_down"], "comparisons"],
])("describes every field that eval %j prints", async (args, kind) => {
  const printed = await jsonOf(...args);
  expect(printed).toMatchObject({ version: 1, kind });
  expect(await undocumentedFields(printed)).toEqual([]);
});
