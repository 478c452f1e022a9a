import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isHarnessError } from "@eval/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStage, type Stage } from "../testing/spawn-cli.js";
import { campaignSchema } from "./campaign-file.js";
import { checkYaml } from "./check-yaml.js";
import { resolveCampaign, type ResolvedCampaign } from "./resolve-campaign.js";
import type { OperatorDefault } from "./resolve-variants.js";
import { variantSchema } from "./variant-file.js";
import { parseYaml } from "./yaml-source.js";

let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

const head = "name: n\nsubjects: [{plugin: ./fake.mjs}]\nchaos_types: [{type: node_down}]\n";

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(stage.folder, file)), { recursive: true });
  await writeFile(join(stage.folder, file), text);
}

async function read(text: string, operator: OperatorDefault | null = null): Promise<ResolvedCampaign> {
  await put("c.yaml", text);
  return resolveCampaign("c.yaml", { cwd: stage.folder, operator });
}

/** `CODE: message`, or `accepted`. */
async function complaint(text: string): Promise<string> {
  try {
    await read(text);
  } catch (error) {
    if (isHarnessError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("a campaign file", () => {
  it("may be one that was written for the original harness", async () => {
    await put("variants/default.yaml", "name: default\nmodel: m-1\nsystem_prompt: |\n  Be careful.\ntools_config:\n");
    const lines = [
      "name: nightly",
      "subjects: [./fake.mjs]",
      "chaos_types:",
      "  - type: node_down",
      "    params: {}",
      "  - type: blip",
      "    params: {ms: 50}",
      "trials_per_combination: 3",
      "parallel: 1",
      "cooldown_seconds: 1.5",
      "include_baseline: true",
      "variant: default",
    ];
    const running: OperatorDefault = { by: "database", operatorDb: "/run/op.db", briefingOut: null };
    const { plan, cooldownMs } = await read(lines.join("\n"), running);
    expect(cooldownMs).toBe(1_500);
    expect(plan).toMatchObject({
      name: "nightly",
      seed: "nightly",
      repetitions: 3,
      baseline: true,
      subjects: [
        { name: "fake", options: { size: 3 }, chaos: [{ type: "node_down" }, { type: "blip", params: { ms: 50 } }] },
      ],
      variants: [
        {
          told: { name: "default", model: "m-1", systemPrompt: "Be careful.\n", toolsConfig: null },
          repairer: running,
        },
      ],
    });
  });

  it("gives each variant its own operator, or the campaign's", async () => {
    await put("sets/quick.yml", "name: quick\nagent_command: agent --quick\nenv: {DEPTH: 2}\n");
    await put("sets/near.yaml", "name: near\noperator_db: near.db\n");
    const { plan } = await read(
      `${head}variants_dir: sets\nvariants: [quick, near, {name: plain}]\ncommand: op\nenv: {KEY: k}\n`,
    );
    expect(plan.variants).toMatchObject([
      { told: { name: "quick" }, repairer: { by: "agent-command" }, env: { KEY: "k", DEPTH: "2" } },
      { told: { name: "near" }, repairer: { operatorDb: join(stage.folder, "sets", "near.db") }, env: {} },
      { told: { name: "plain" }, repairer: { by: "operator-command", command: "op" }, env: { KEY: "k" } },
    ]);
  });

  it("has times and shares as the command line has them", async () => {
    const text = `${head}include_baseline: true\nhorizon: 5m\nhold: 0\nquiet: 1..2s\nobserve: 100ms\nmin_valid: 80%\nseed: 7\n`;
    const { timing, minValid, plan } = await read(text);
    expect(timing).toMatchObject({ horizonMs: 300_000, holdMs: 0, quietMinMs: 1_000, quietMaxMs: 2_000 });
    expect([timing.observeMs, minValid, plan.seed]).toEqual([100, 0.8, "7"]);
  });

  it.each([
    ["cooldown: 3\n", "campaign_invalid: c.yaml:4:1: unknown key cooldown"],
    [
      "trials_per_combinaton: 3\n",
      "c.yaml:4:1: unknown key trials_per_combinaton; did you mean trials_per_combination?",
    ],
    ["variants:\n  - name: a\n    modle: m\n", "c.yaml:6:5: variants[0]: unknown key modle; did you mean model?"],
    [
      "variants: [{name: a, operator: remdy}]\n",
      "c.yaml:4:22: variants[0]: unknown operator remdy; did you mean remedy?",
    ],
    ["variants: [{name: a, operator: nop, command: x}]\n", "variants[0]: operator and command exclude each other"],
    ["variants: [{name: a}]\n", "c.yaml:4:12: variants[0]: variant a names no operator, and neither does the campaign"],
    ["operator: nop\nvariants: [{name: a}, {name: a}]\n", "c.yaml:5:23: variants[1]: a is the name of another variant"],
    ["include_controls: true\nvariants: [{name: nop, command: x}]\n", "variants[0]: nop is the name of a control"],
    ["operator_db: x\nenv: {A: b}\n", "c.yaml:5:1: env needs an operator to start"],
    ["trials_per_combination: 0\n", "c.yaml:4:25: trials_per_combination: give at least 1, not 0"],
    ["include_baseline: 1\n", "c.yaml:4:19: include_baseline: give true or false, not 1"],
    ["horizon: soon\n", "c.yaml:4:10: horizon: soon is no duration"],
    ["parallel: 11\n", "c.yaml:4:11: parallel: give at most 10, not 11"],
    [
      "order: randomized\n",
      'c.yaml:4:8: order: give randomised or as_written, not "randomized"; did you mean randomised?',
    ],
    ["variants: [7]\n", "c.yaml:4:12: variants[0]: give text or a mapping, not 7"],
    ["operator: nop\nenv: {A B: c}\n", 'env.A B: "A B" cannot be a name here: not a name for an environment variable'],
    ["parallel: 2\noperator_db: o.db\n", "c.yaml:4:11: parallel: an operator that runs already"],
    [
      "include_baseline: true\nhorizon: 5s\nobserve: 10s\n",
      "c.yaml:6:1: a look every 10.0 s (observe) is too seldom for a horizon of 5.0 s",
    ],
    ["name: again\n", "c.yaml:4:1: Map keys must be unique"],
    ["seed: [\n", "c.yaml:5:1: "],
    ["include_shams: true\ninclude_baseline: true\n", "include_shams: a sham needs an operator to watch"],
    ["", "nobody is named who repairs"],
  ])("is refused with place and reason: %j", async (lines, reason) => {
    expect(await complaint(head + lines)).toContain(reason);
  });

  it("is refused where subjects refuse what is asked of them, at that place", async () => {
    const of = (subjects: string, chaos: string) =>
      complaint(`name: n\ninclude_baseline: true\nsubjects: [${subjects}]\nchaos_types:\n  - ${chaos}\n`);
    const fake = "{plugin: ./fake.mjs}";
    expect(await of(fake, "{type: nod_down}")).toBe(
      "chaos_unknown: c.yaml:5:12: fake has no chaos type nod_down; did you mean node_down?",
    );
    expect(await of(fake, "{type: blip, params: {sm: 1}}")).toBe(
      "params_invalid: c.yaml:5:27: unknown parameter sm; did you mean ms?",
    );
    expect(await of(fake, "{type: blip, params: {ms: soon}}")).toBe(
      'params_invalid: c.yaml:5:26: ms: give a whole number, not "soon"',
    );
    expect(await of("{plugin: ./fake.mjs, options: {sise: 3}}", "{type: blip}")).toBe(
      "options_invalid: c.yaml:3:43: unknown option sise; did you mean size?",
    );
    expect(await of("{plugin: ./gone.mjs}", "{type: blip}")).toMatch(/^plugin_not_found: c.yaml:3:21: /);
    expect(await of(`${fake}, ${fake}`, "{type: blip}")).toContain("c.yaml:3:34: subjects[1]: fake with these options");
  });

  it("finds packages of this project by their subject's name", async () => {
    expect(await complaint(head.replace("[{plugin: ./fake.mjs}]", "[no-such]") + "include_baseline: true\n")).toContain(
      "the package @eval/subject-no-such",
    );
  });

  it("names a variant's file and line where that is broken", async () => {
    await put("variants/broken.yaml", "name: broken\noperator: nop\ntools_config:\n  tool_choise: auto\n");
    expect(await complaint(`${head}variant: broken\n`)).toMatch(
      /variants\/broken.yaml:4:3: tools_config: unknown key tool_choise; did you mean tool_choice\?/,
    );
    expect(await complaint(`${head}variant: borken\n`)).toMatch(
      /c.yaml:4:10: variant: there is no variant borken.*broken\?/,
    );
  });

  it("may look like the samples in docs/campaigns.md", async () => {
    const page = await readFile(new URL("../../../../docs/campaigns.md", import.meta.url), "utf8");
    const [campaign = "", variant = ""] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, sample = ""]) => sample);
    expect(checkYaml(parseYaml(campaign, "sample"), campaignSchema)).toMatchObject({ name: "nightly" });
    expect(checkYaml(parseYaml(variant, "sample"), variantSchema)).toMatchObject({ name: "careful" });
    const undescribed = Object.keys(campaignSchema.shape).filter((key) => !page.includes(`\`${key}\``));
    expect(undescribed).toEqual([]);
  });

  it("is read from its own folder's point of view", async () => {
    await put("deep/c.yaml", "name: n\nsubjects: [../fake.mjs]\nchaos_types: [{type: blip}]\noperator_db: op.db\n");
    const { plan, file } = await resolveCampaign("deep/c.yaml", { cwd: stage.folder, operator: null });
    expect(file).toBe("deep/c.yaml");
    expect(plan.variants).toMatchObject([
      { told: null, repairer: { operatorDb: join(stage.folder, "deep", "op.db") } },
    ]);
  });
});
