import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { undocumentedFields } from "../testing/undocumented-fields.js";
import { createStage, fast, type Stage } from "../testing/spawn-cli.js";

let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
  // A run that leaves something to list, to show and to sweep.
  const args = ["run", "--plugin", "./fake.mjs", "--chaos", "node_down", "--baseline", ...fast, "--horizon", "10m"];
  const campaign =
    "name: n\nsubjects: [./fake.mjs]\nchaos_types: [{type: dud}]\ninclude_baseline: true\nmin_valid: 0\n";
  await writeFile(join(stage.folder, "campaign.yaml"), `${campaign}operator: nop\nquiet: 0\n`);
  await mkdir(join(stage.folder, "variants"));
  await writeFile(join(stage.folder, "variants", "a.yaml"), "name: a\nmodel: m\n");
  const killed = stage.start(...args);
  await killed.stderrHas("cluster degraded");
  killed.child.kill("SIGKILL");
  await killed.finished;
});

afterAll(() => stage[Symbol.asyncDispose]());

it.each([
  [["sweep"], "sweep"],
  [["list"], "campaigns"],
  [["show", "1"], "campaign"],
  [["show", "1", "--trial", "1"], "trial"],
  [["chaos", "--plugin", "./fake.mjs"], "chaos"],
  [["validate", "campaign.yaml"], "matrix"],
  [["run", "campaign", "campaign.yaml", "--dry-run"], "matrix"],
  [["run", "campaign", "campaign.yaml"], "campaignRun"],
  [["replay", "2", "--trial", "1"], "replay"],
  [["rescore", "1", "2"], "rescore"],
  [["list-variants"], "variants"],
  [["plugin", "check", "./fake.mjs", "--chaos", "blip", "--filter", "plans"], "pluginCheck"],
  [["doctor", "--plugin", "./fake.mjs"], "doctor"],
  [["run", "--plugin", "./fake.mjs", "--chaos", "dud", "--baseline", ...fast, "--horizon", "1s"], "campaign"],
])("describes every field that eval %j prints", async (args, kind) => {
  const { stdout } = await stage.run(...args, "--json");
  const printed = JSON.parse(stdout) as object;
  expect(printed).toMatchObject({ version: 1, kind });
  expect(await undocumentedFields(printed)).toEqual([]);
});
