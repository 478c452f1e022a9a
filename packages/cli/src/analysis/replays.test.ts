import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInProcess } from "../testing/run-in-process.js";
import { storeCampaigns } from "../testing/stored-campaigns.js";

let folder: string;
const run = (...args: string[]) => runInProcess(folder, args);
const jsonOf = async <T>(...args: string[]) => JSON.parse((await run(...args, "--json")).stdout) as T;
type Ids = { id: number }[];

// Five pairs of which one alone differs, and a success that was repeated three times.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-replays-"));
  const replay = { letters: "S", replayOf: { campaignId: 2, trial: 1 } };
  await storeCampaigns(join(folder, "eval.db"), [
    { letters: "FFFFF", who: "baseline" },
    { letters: "SFFFF" },
    { letters: "FFFFF", who: { variant: "small" } },
    ...[replay, replay, replay],
    { letters: "F", who: "baseline", replayOf: { campaignId: 1, trial: 1 } },
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

it.each([["analyze", "nightly"], ["list"], ["show", "1"], ["compare", "1", "2"]])(
  "eval %s leaves a file without a byte as it is",
  async (...args) => {
    const empty = join(folder, "empty.db");
    await writeFile(empty, "");
    const { code, stderr } = await run(...args, "--db", empty);
    expect(code).toBe(2);
    expect(stderr).toContain(`There are no campaigns in ${empty}: the file is empty.`);
    expect(await readFile(empty, "utf8")).toBe("");
  },
);

describe("replays", () => {
  it("are no campaigns of the name, fault or variant they repeat", async () => {
    const named = await jsonOf<{ campaigns: Ids }>("analyze", "nightly");
    expect(named.campaigns.map(({ id }) => id)).toEqual([1, 2, 3]);
    const variants = await jsonOf<{ arms: { campaigns: Ids }[] }>("compare-variants", "fake", "node_down");
    expect(variants.arms.map(({ campaigns }) => campaigns.map(({ id }) => id))).toEqual([[2], [3]]);
    const report = await run("report", "nightly", "-o", "-");
    expect(report.stdout).not.toContain("is a replay of");
  });

  it("leave the figures and the pairs of a comparison as they were", async () => {
    const without = await jsonOf<{ comparison: object }>("compare", "1", "2");
    expect(without.comparison).toMatchObject({
      verdict: "no_difference_shown",
      pairing: { pairs: 5, pairedTypes: 1, independentTypes: 0 },
      overall: { successRate: { n: { a: 5, b: 5, pairs: 5 }, a: 0, b: 0.2 } },
    });
    const variants = await jsonOf<{ comparisons: { comparisons: object[] } }>("compare-variants", "fake", "node_down");
    expect(variants.comparisons.comparisons).toMatchObject([
      { pairing: { pairs: 5, independentTypes: 0 }, overall: { successRate: { n: { a: 5, b: 5, pairs: 5 } } } },
    ]);
  });

  it("count where their number is given, with a note", async () => {
    const { stdout } = await run("analyze", "2,4");
    expect(stdout).toMatch(/success +2 of 6/);
    expect(stdout).toContain("note: campaign 4 is a replay of trial 1 of campaign 2: counted as its number was given");
  });

  it("are said to be all there is of a name", async () => {
    const other = join(folder, "other.db");
    await storeCampaigns(other, [{ letters: "S", replayOf: { campaignId: 9, trial: 1 } }]);
    const { code, stderr } = await run("analyze", "nightly", "--db", other);
    expect(code).toBe(2);
    expect(stderr).toContain("is named nightly but those that repeat a trial: 1");
  });
});
