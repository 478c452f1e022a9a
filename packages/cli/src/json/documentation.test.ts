import { afterAll, beforeAll, expect, it } from "vitest";
import { undocumentedFields } from "../testing/undocumented-fields.js";
import { createStage, fast, type Stage } from "../testing/spawn-cli.js";

let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
  // A run that leaves something to list, to show and to sweep.
  const args = ["run", "--plugin", "./fake.mjs", "--chaos", "node_down", "--baseline", ...fast, "--horizon", "10m"];
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
  [["doctor", "--plugin", "./fake.mjs"], "doctor"],
  [["run", "--plugin", "./fake.mjs", "--chaos", "dud", "--baseline", ...fast, "--horizon", "1s"], "campaign"],
])("describes every field that eval %j prints", async (args, kind) => {
  const { stdout } = await stage.run(...args, "--json");
  const printed = JSON.parse(stdout) as object;
  expect(printed).toMatchObject({ version: 1, kind });
  expect(await undocumentedFields(printed)).toEqual([]);
});
