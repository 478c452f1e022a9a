import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInProcess } from "../testing/run-in-process.js";
import { storeCampaigns } from "../testing/stored-campaigns.js";

let folder: string;
const run = (...args: string[]) => runInProcess(folder, args);
const compare = (...args: string[]) => run("compare-variants", "fake", ...args);
const armsOf = async (...args: string[]) => {
  const { arms } = JSON.parse((await compare(...args, "--json")).stdout) as { arms: { name: string }[] };
  return arms.map(({ name }) => name);
};

const agent = (variant: string, command: string, model = "m-1") => ({ variant, command, model });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-variants-"));
  const campaigns = [
    { letters: "FFFF", who: "baseline" as const },
    { letters: "SSSS" },
    { letters: "SSSF", who: { variant: "small" } },
    { letters: "??" },
    // Of one name, and not one operator.
    { letters: "SSFF", who: agent("deep", "/old/place/agent --deep"), chaosType: "latency" },
    { letters: "SFFF", who: agent("deep", "/new/agent --deep"), chaosType: "latency", seed: "t", name: "weekly" },
    { letters: "SSSS", who: agent("deep", "agent --deep", "m-2"), chaosType: "latency" },
    { letters: "SSSS", who: { variant: "deep" }, chaosType: "latency" },
    { letters: "SSSS", chaosType: "alone" },
  ];
  await storeCampaigns(join(folder, "eval.db"), campaigns);
});

afterAll(() => rm(folder, { recursive: true }));

describe("eval compare-variants", () => {
  it("compares every two, in the order they are named", async () => {
    const { code, stdout } = await compare("node_down", "--variant", "restart,small");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^restart\/small \(campaign 3\) against restart \(campaigns 2, 4\)$/m);
    expect(stdout).toContain("2 p-values are adjusted together (Holm).");
    expect(await armsOf("node_down", "--variant", "small,restart")).toEqual([
      "restart/small (campaign 3)",
      "restart (campaigns 2, 4)",
    ]);
  });

  it("takes operators that share a variant's name apart, and says in what they differ", async () => {
    expect(await armsOf("latency")).toEqual([
      "agent/deep (campaigns 5, 6)",
      "agent/deep (campaign 7)",
      "restart/deep (campaign 8)",
    ]);
    const { stdout } = await compare("latency");
    expect(stdout).toContain(
      "note: agent/deep of campaigns 5, 6 and campaign 7 is not the same operator (model): each is an arm of its own",
    );
  });

  it("says where campaigns of several names are taken together, and takes one where that is asked for", async () => {
    expect((await compare("latency")).stdout).toContain(
      "note: agent/deep: campaigns of several names are taken together (nightly, weekly); --name takes one",
    );
    expect(await armsOf("latency", "--name", "nightly")).toContain("agent/deep (campaign 5)");
  });

  it("refuses a name that stands for several operators, and takes operator and variant for it", async () => {
    const { code, stderr } = await compare("latency", "--variant", "restart/deep,deep");
    expect(code).toBe(2);
    expect(stderr).toContain(
      "deep stands for 3 operators: agent/deep (campaigns 5, 6), agent/deep (campaign 7), restart/deep (campaign 8)",
    );
  });

  it.each([
    [["fake", "node_down", "--variant", "restart,smal"], "has the variant smal; did you mean small?"],
    [["fake", "node_dwon"], "met the fault node_dwon; did you mean node_down?"],
    [["fkae", "node_down"], "of the subject fkae; did you mean fake?"],
    [["fake", "latency", "--name", "nihgtly"], "is named nihgtly; did you mean nightly?"],
    [["fake", "alone"], "eval.db has only restart to compare for fake on alone"],
    [["fake", "node_down", "--variant", "small"], "needs two names or more"],
  ])("names the nearest of what there is: %j", async (args, words) => {
    const { code, stderr } = await run("compare-variants", ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

it("other commands say that trials of different operators of one name are counted together", async () => {
  const note = "agent/deep of campaigns 5, 6 and campaign 7 is not the same operator (model)";
  expect((await run("analyze", "5", "6", "7")).stdout).toContain(`${note}: their trials are counted together`);
  expect((await run("compare", "8", "5,6,7")).stdout).toContain(`${note}: their trials are counted together`);
  expect((await run("analyze", "5", "6")).stdout).not.toContain("not the same operator");
  await storeCampaigns(join(folder, "eval.db"), [{ letters: "FFFF", who: "baseline", chaosType: "latency" }]);
  expect((await run("compare-baseline", "5,7")).stdout).toMatch(/^agent\/deep \(campaign 7\) against baseline/m);
});
