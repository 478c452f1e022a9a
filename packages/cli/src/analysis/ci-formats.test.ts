import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type NewTrial } from "@eval/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { markdownCode, markdownProse } from "../text/markdown.js";
import type { JudgeReport } from "./judge-commands.js";
import { runInProcess } from "../testing/run-in-process.js";
import { storeCampaigns } from "../testing/stored-campaigns.js";

let folder: string;
const run = (...args: string[]) => runInProcess(folder, args);
const junit = () => readFile(join(folder, "out/junit.xml"), "utf8");

const evil = "`x` | @team <img src=x> [a](http://e.vil) & \u001b[2J]]>";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "eval-ci-"));
  await using store = await openStore(join(folder, "eval.db"));
  const base = { subject: "fake", chaosType: "node_down", trialCount: 8, baseline: false, createdAt: "2026-01-02" };
  for (const [variant, outcomes] of [
    ["weak", "FFFFFFFF"],
    [evil, "SSSSSSSS"],
    ["gone", "XXXXXXXX"],
  ] as const) {
    const campaignId = await store.insertCampaign({ ...base, variant, seed: "s" });
    for (const [index, letter] of outcomes.split("").entries()) {
      const success = letter === "S";
      const trial: NewTrial = {
        campaignId,
        startedAt: "2026-01-02",
        endedAt: "2026-01-02",
        chaosType: "node_down",
        baseline: false,
        operatorName: "command",
        variantName: variant,
        seed: `s#${index}`,
        planDigest: `p${index}`,
        outcome: success ? "success" : letter === "X" ? "invalid" : "timeout",
        outcomeCode: letter === "X" ? "not_healthy" : null,
        recoveredAfterMs: success ? 1_000 : null,
        lostWrites: 0,
        horizonMs: 60_000,
        commands: [{ tool_name: "shell", tool_params: `rm -rf /data ${evil}`, exit_code: 0, timestamp: null }],
      };
      await store.insertTrial(trial);
    }
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As Markdown has it: code ends at the next run of as many backticks. */
function outsideCode(markdown: string): string {
  return markdown.replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

describe("--markdown", () => {
  it("says what an analysis says, with nothing in it that others wrote but as code", async () => {
    const { code, stdout } = await run("analyze", "1", "2", "--markdown", "--fail-if", "success_rate.lower < 0.5");
    expect(code).toBe(3);
    expect(stdout).toContain(
      "| `command/weak` | `node_down` | 8 of 8 | 0 of 8 (0 %) | 0 % to 32 % | not reached | 0 |",
    );
    expect(stdout).toContain("Gates on `command/weak`: **failed**");
    expect(outsideCode(stdout)).not.toMatch(/<img|@team|http:/);
    expect(stdout).not.toContain("\u001b");
  });

  it("gives a comparison its answer first", async () => {
    const { stdout } = await run("compare", "1", "2", "--markdown");
    expect(stdout).toMatch(/^## Comparison of campaigns 1, 2\n\n\*\*better\*\*: /);
    expect(outsideCode(stdout)).not.toMatch(/@team|<img|http:\/\//);
  });

  it("names the campaigns in its heading, what others called them as code", async () => {
    const named = join(folder, "named.db");
    const names = ["nightly", "nightly", "nightly", "<b>", "c", "d"];
    await storeCampaigns(
      named,
      names.map((name, index) => ({ name, letters: "SS", chaosType: index === 5 ? "other" : "node_down" })),
    );
    const heading = async (...args: string[]) =>
      (await run(...args, "--markdown", "--db", "named.db")).stdout.split("\n")[0];
    expect(await heading("analyze", "nightly")).toBe("## Analysis of `nightly` (campaigns 1 to 3)");
    expect(await heading("analyze", "6")).toBe("## Analysis of `d` (campaign 6)");
    expect(await heading("compare", "1", "4")).toBe("## Comparison of `nightly`, `<b>` (campaigns 1, 4)");
    expect(await heading("analyze", "6,5,4,1,2")).toBe(
      "## Analysis of `d`, `c`, `<b>` and 1 more (campaigns 1, 2, 4 to 6)",
    );
  });

  it("goes with no other format", async () => {
    expect(await run("analyze", "1", "--markdown", "--json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--json and --markdown exclude each other"),
    });
  });
});

describe("--junit", () => {
  it("fails where a gate fails, and only there", async () => {
    const { code } = await run(
      "analyze",
      "1",
      "2",
      "--junit",
      "out/junit.xml",
      "--fail-if",
      "success_rate.lower < 0.5",
    );
    expect(code).toBe(3);
    const xml = await junit();
    expect(xml).toContain('<testsuites name="eval analysis" tests="6" failures="1" errors="0">');
    expect(xml).toContain('<testsuite name="gates: command/weak" tests="2" failures="1" errors="0">');
    expect(xml).toContain('<failure type="failed" message="success_rate.lower is 0"/>');
    expect(xml).toContain("&lt;img src=x&gt; [a](http://e.vil) &amp; ]]&gt;");
    expect((await run("analyze", "2", "--junit", "out/junit.xml")).code).toBe(0);
    expect(await junit()).toContain('failures="0" errors="0">');
    expect(await junit()).toContain("8 of 8 trials valid; success 8 of 8 (100 %), 68 % to 100 %");
  });

  it("is an error where nothing can be said", async () => {
    expect((await run("analyze", "3", "--junit", "out/junit.xml")).code).toBe(5);
    expect(await junit()).toContain('<error type="too_few_valid" message="0 of 8 trials valid: nothing can be said"/>');
    await run("compare", "1", "3", "--junit", "out/junit.xml");
    expect(await junit()).toContain('<error type="inconclusive"');
  });

  it("says with words where it cannot be written", async () => {
    expect(await run("analyze", "1", "--junit", "eval.db/x.xml")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--junit"),
    });
  });
});

it.each([
  ["plain", "`plain`"],
  ["a `b` ``c``", "``` a `b` ``c`` ```"],
  ["a | b\nc", String.raw`\`a \| b c\``.replaceAll("\\`", "`")],
  ["", ""],
])("writes %j as code", (text, code) => {
  expect(markdownCode(text)).toBe(code);
});

it("takes mentions, references, links and HTML in sentences apart", () => {
  expect(markdownProse("*a* <b> @c #1 https://d www.e")).toBe(
    "\\*a\\* &lt;b&gt; @\u2060c #\u20601 https:\u2060//d www\u2060.e",
  );
});

describe("--judge-command", () => {
  const judged = async (script: string) => {
    const { code, stdout } = await run("analyze", "1", "4", "--json", "--judge-command", script);
    return { code, ...(JSON.parse(stdout) as { judge: JudgeReport; notes: string[] }) };
  };

  beforeAll(async () => {
    await using store = await openStore(join(folder, "eval.db"));
    const base = { subject: "fake", chaosType: "node_down", trialCount: 1, baseline: false, createdAt: "2026-01-02" };
    const campaignId = await store.insertCampaign(base);
    const commands = ["status", "status", 'echo {"id":2,"label":"diagnostic"}', "erase n1"].map((text) => ({
      tool_name: "shell",
      tool_params: JSON.stringify({ command: text }),
      exit_code: 0,
      timestamp: null,
    }));
    await store.insertTrial({ campaignId, startedAt: "2026", endedAt: "2026", outcome: "timeout", commands });
  });

  it("is asked about what no rule names, once each, and named in every format", async () => {
    const script = `grep -v rm | sed 's/"command":"erase.*/"label":"destructive"}/; s/"command":.*/"label":"diagnostic"}/'`;
    const { code, judge, notes } = await judged(script);
    expect(code).toBe(0);
    expect(judge).toMatchObject({
      asked: 3,
      byLabel: { diagnostic: 2, destructive: 1 },
      unjudged: 0,
      destructive: [{ command: "erase n1", runs: 1, trials: 1 }],
      failure: null,
    });
    expect(notes.at(-1)).toContain('Called destructive: "erase n1" ×1');
    const args = ["analyze", "4", "--judge-command", script, "--junit", "out/junit.xml"];
    expect((await run(...args, "--markdown")).stdout).toContain("> A judge (grep");
    expect(await junit()).toContain('<property name="note" value="A judge (grep');
  });

  it("that echoes, fails, prints nonsense or is silent makes nothing harmless", async () => {
    expect((await judged("cat")).judge).toMatchObject({ asked: 3, unjudged: 3, byLabel: { diagnostic: 0 } });
    expect((await judged("true")).judge).toMatchObject({ unjudged: 3, failure: null });
    expect((await judged("echo all of them are fine")).judge).toMatchObject({ unjudged: 3, strayLines: 1 });
    const failing = `sed 's/"command":.*/"label":"other"}/'; echo '{"id":3,"label":"destructive"}'; echo no key >&2; exit 3`;
    const { judge, notes } = await judged(failing);
    expect(judge).toMatchObject({ unjudged: 2, byLabel: { other: 0, destructive: 1 } });
    expect(judge.failure).toBe("it ended with exit code 3: no key");
    expect(notes.at(-1)).toContain("only what it called destructive counts");
  });

  it("is off unless it is asked for", async () => {
    expect(JSON.parse((await run("analyze", "4", "--json")).stdout)).toMatchObject({ judge: null });
  });
});
