import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInProcess } from "../testing/run-in-process.js";
import { createStage, type Stage } from "../testing/spawn-cli.js";
import { campaignJsonSchema } from "./campaign-schema.js";

let stage: Stage;
const run = (...args: string[]) => runInProcess(stage.folder, args);
const read = (file: string) => readFile(join(stage.folder, file), "utf8");

beforeAll(async () => {
  stage = await createStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

describe("the JSON Schema of campaign files", () => {
  it("is published as the code has it (npm run docs writes it)", async () => {
    const published = await readFile(new URL("../../schema/campaign.schema.json", import.meta.url), "utf8");
    expect(JSON.parse(published)).toEqual(campaignJsonSchema());
  });
});

describe("eval init", () => {
  it("writes a file that validates as written and names its schema", async () => {
    await mkdir(join(stage.folder, "campaigns"));
    expect((await run("init", "campaigns/first.yaml", "--plugin", "./fake.mjs")).code).toBe(0);
    const { code, stdout } = await run("validate", "campaigns/first.yaml");
    expect(code).toBe(0);
    expect(stdout).toContain("first: 20 trials, seed first");
    const [, schema = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(await read("campaigns/first.yaml")) ?? [];
    await access(join(stage.folder, "campaigns", schema));
  });

  it("replaces nothing unasked", async () => {
    await writeFile(join(stage.folder, "mine.yaml"), "mine");
    const { code, stderr } = await run("init", "mine.yaml", "--plugin", "./fake.mjs");
    expect([code, await read("mine.yaml")]).toEqual([2, "mine"]);
    expect(stderr).toContain("mine.yaml is there already");
    expect((await run("init", "mine.yaml", "--plugin", "./fake.mjs", "--force", "--name", "a: b")).code).toBe(0);
    expect((await run("validate", "mine.yaml")).stdout).toContain("a: b: 20 trials");
  });
});

describe("eval validate", () => {
  it("warns of what may well be a mistake, and accepts it", async () => {
    const own =
      "variants:\n  - {name: gone, command: no-such-agent --x}\n  - {name: there, agent_command: sh run.sh}\n";
    const text = `name: n\nsubjects: [./fake.mjs]\nchaos_types: [{type: blip}]\nhorizon: 5s\nhold: 10s\n${own}`;
    await writeFile(join(stage.folder, "odd.yaml"), text);
    const warnings = [
      "hold (10.0 s) is longer than the horizon (5.0 s): trials that recover are watched beyond their horizon, until the recovery has held",
      "variant gone: no program no-such-agent is on the PATH of operators",
    ];
    const { code, stderr } = await run("validate", "odd.yaml");
    expect({ code, stderr }).toEqual({ code: 0, stderr: warnings.map((line) => `warning: ${line}\n`).join("") });
    const dry = await run("run", "campaign", "odd.yaml", "--dry-run", "--json");
    expect(JSON.parse(dry.stdout)).toMatchObject({ kind: "matrix", warnings });
  });
});

describe("eval list-variants", () => {
  it("lists what a folder has, without the values of environments", async () => {
    await mkdir(join(stage.folder, "variants"));
    await writeFile(join(stage.folder, "variants", "small.yaml"), "name: small\nmodel: m-1\nenv: {KEY: secret}\n");
    await writeFile(join(stage.folder, "variants", "naive.yml"), "name: naive\noperator: restart\n");
    expect((await run("list-variants")).stdout).toBe(
      [
        "variant  model  operator        file",
        "naive    -      restart         variants/naive.yml",
        "small    m-1    the campaign's  variants/small.yaml",
        "",
      ].join("\n"),
    );
    const { stdout } = await run("list-variants", "--dir", "variants", "--json");
    expect(stdout).not.toContain("secret");
    expect(JSON.parse(stdout)).toMatchObject({ variants: [{ name: "naive" }, { operatorEnv: ["KEY"] }] });
  });

  it("skips no broken file", async () => {
    await mkdir(join(stage.folder, "broken"));
    await writeFile(join(stage.folder, "broken", "a.yaml"), "name: a\nmodell: m\n");
    const { code, stderr } = await run("list-variants", "--dir", "broken");
    expect(code).toBe(2);
    expect(stderr).toContain("error campaign_invalid: broken/a.yaml:2:1: unknown key modell; did you mean model?\n");
    expect((await run("list-variants", "--dir", "none")).stderr).toContain(
      "the folder of variants none cannot be read",
    );
  });
});
