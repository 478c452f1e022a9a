import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Analysis } from "@eval/analysis";
import type { TrialEvent } from "@eval/core";
import { openStore } from "@eval/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runInProcess } from "../testing/run-in-process.js";
import { sampleSpec, sampleTrial, started } from "../testing/sample-trial.js";

let folder: string;
const run = (...args: string[]) => runInProcess(folder, args);
const page = () => readFile(join(folder, "report.html"), "utf8");
const asked = {
  subject: "fake",
  chaosType: "node_down",
  trialCount: 1,
  createdAt: "2026-01-02T03:04:05.000Z",
  seed: "s",
};
/** Nobody repairs, and the horizon passes. */
const abandoned: TrialEvent[] = [
  started({ spec: { ...sampleSpec, operator: null, variant: null, baseline: true } }),
  ...sampleTrial
    .slice(1)
    .filter(
      ({ type, at, data }) => !/^(operator|ticket)/.test(type) && !(type === "cluster.observed" && at > 3_900 && data),
    )
    .map((each): TrialEvent =>
      each.type === "watch.ended" ? { ...each, data: { ...each.data, reason: "horizon" } } : each,
    ),
];

/** Campaign 1 repairs, campaign 2 is its baseline, campaign 3 of another subject. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-report-"));
  await using store = await openStore(join(folder, "eval.db"));
  for (const [extra, events] of [
    [{ baseline: false, name: "nightly", config: { arm: "remedy" } }, sampleTrial],
    [{ baseline: true }, abandoned],
    [{ baseline: false, subject: "other" }, sampleTrial],
  ] as const) {
    const id = await store.insertCampaign({ ...asked, ...extra });
    await store.append(await store.beginTrial(id, events[0]!), events.slice(1));
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("eval report", () => {
  it("writes one page for the owner alone, with the baseline that was asked the same", async () => {
    const { code, stdout, stderr } = await run("report", "nightly");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("report.html: 2 trials of 2 campaigns");
    expect(stderr).toContain("campaign 2 was added: a baseline that was asked the same");
    expect((await stat(join(folder, "report.html"))).mode & 0o777).toBe(0o600);
    const text = await page();
    expect(text).toContain("<h1>nightly</h1>");
    expect(text).toContain("campaign 2 was added");
    expect(text).toContain("npx opseval analyze 1 2 --json");
    expect(text).toContain("start n2");
    expect(text).not.toContain("\u001B");
  });

  it("has the figures of eval analyze", async () => {
    await run("report", "1", "2");
    const text = await page();
    const { analysis } = JSON.parse((await run("analyze", "1", "2", "--json")).stdout) as { analysis: Analysis };
    expect(analysis.arms.map(({ arm }) => arm.name)).toEqual(["baseline", "remedy"]);
    for (const { overall } of analysis.arms) {
      const { count, n, lower, upper } = overall.successRate;
      expect(text).toContain(`${count} of ${n}`);
      expect(text).toContain(`[${Math.round(lower * 100)}, ${Math.round(upper * 100)}]`);
      const median = overall.timeToRecover!.median.value;
      expect(text).toContain(median === null ? "not reached" : `${(median / 1_000).toFixed(2)} s`);
    }
  });

  it("leaves out what was not named, if asked to", async () => {
    await run("report", "1", "--alone");
    expect(await page()).toContain("without a baseline nobody knows");
  });

  it("goes to standard output, whole", async () => {
    const { code, stdout } = await run("report", "1", "-o", "-", "--title", "<Mine>");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!DOCTYPE html>[^]*<h1>&lt;Mine&gt;<\/h1>[^]*<\/html>\n$/);
  });

  it("replaces no file unless told to", async () => {
    await writeFile(join(folder, "report.html"), "mine");
    expect(await run("report", "1")).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") as string });
    expect(await page()).toBe("mine");
    expect((await run("report", "1", "--force")).code).toBe(0);
    expect(await page()).toContain("<h1>");
  });

  it.each([
    [["report"], "need at least 1"],
    [["report", "9"], "there is no campaign 9"],
    [["report", "nigthly"], "no campaign in eval.db is named nigthly"],
    [["report", "1", "3"], "fake and other are different subjects"],
    [["report", "1", "-o", "nowhere/report.html"], "cannot be written"],
  ])("refuses %j with what was wrong", async (args, words) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
  });
});
