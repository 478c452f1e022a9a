import { copyFile, readdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeFolderSubject } from "../testing/folder-subject.js";
import { runInProcess } from "../testing/run-in-process.js";
import { createStage, fast, type Stage } from "../testing/spawn-cli.js";

let stage: Stage;
const check = (...args: string[]) => runInProcess(stage.folder, ["plugin", "check", ...args, ...fast]);

beforeAll(async () => {
  stage = await createStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

describe("eval plugin check", () => {
  it("prints a line for each check, and passes", async () => {
    const { code, stdout } = await check("./fake.mjs", "--chaos", "blip", "--filter", "plans", "--filter", "never ");
    expect(code).toBe(0);
    const [title, , columns, plans, last, , summary] = stdout.split("\n");
    expect(title).toBe("fake: Three nodes in memory");
    expect(columns).toBe("result         time  check");
    expect(plans).toMatch(/^passed .* (m?s) {2}blip: plans alike from equal seeds, as JSON, and changes nothing$/);
    expect(last).toMatch(/^passed .* nothing remains of the clusters of these checks$/);
    expect(summary).toMatch(/^2 checks in .*: 2 passed, 0 failed, 0 skipped\.$/);
  });

  it("tells each failure in full at the end, with the command that shows it again, and exits with 3", async () => {
    const { code, stdout } = await check("./fake.mjs", "--chaos", "dud", "--filter", "inject", "--horizon", "300ms");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^failed .* dud: inject brings it into force/m);
    expect(stdout.slice(stdout.indexOf("\n1. dud: inject"))).toContain(
      "\n   observe did not show it in the time promised by `symptom`; the last look was healthy\n" +
        "   again: npx opseval plugin check ./fake.mjs --chaos dud --filter 'dud: inject brings it into force, " +
        "measured, and it shows in time' --horizon 300ms",
    );
  });

  it("finds in whole trials that nobody on this host can carry out a remedy", async () => {
    const { code, stdout } = await check("./fake.mjs", "--chaos", "node_down", "--filter", "remedy", "--horizon", "1s");
    expect(code).toBe(3);
    expect(stdout).toContain("a command of the remedy failed: ");
    expect(stdout).toContain("exited with 127");
  });

  it("takes parameters for one chaos type, and refuses what the subject does not know", async () => {
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await check("./fake.mjs", ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      return stderr;
    };
    expect(await refused("--chaos", "nod_down")).toContain("did you mean node_down?");
    expect(await refused("--param", "node=n1")).toContain("--param needs one --chaos");
    expect(await refused("--chaos", "node_down", "--param", "nod=n1")).toContain("did you mean node?");
    expect(await refused("--option", "size=9")).toContain("error options_invalid: size");
    expect(await refused("--clusters", "0")).toContain("--clusters: 0 is not a whole number from 1");
    const passed = await check("./fake.mjs", "--chaos", "node_down", "--param", "node=n2", "--filter", "plans");
    expect(passed.code).toBe(0);
  });

  it("refuses a filter that chooses nothing, and a plugin that is not there", async () => {
    const nothing = await check("./fake.mjs", "--filter", "no such check");
    expect(nothing).toMatchObject({ code: 2 });
    expect(nothing.stderr).toContain("no check of fake is called so");
    expect((await check("./gone.mjs")).stderr).toContain("error plugin_not_found");
    expect((await runInProcess(stage.folder, ["plugin"])).code).toBe(2);
  });

  it("cleans up when it is interrupted, says what takes long meanwhile, and exits with 130", async () => {
    const args = ["--chaos", "node_down", "--filter", "node_down: without", "--horizon", "10m", "--json"];
    const run = stage.start("plugin", "check", "./fake.mjs", ...args, ...fast);
    await run.stderrHas("at work for 2");
    run.child.kill("SIGINT");
    const { code, stdout, stderr } = await run.finished;
    expect(code).toBe(130);
    expect(stderr).toContain("interrupted: cleaning up");
    expect(JSON.parse(stdout)).toMatchObject({ kind: "pluginCheck", checks: [], exitCode: 130 });
  });

  describe("killed", () => {
    const args = ["plugin", "check", "./folders.mjs", "--filter", "stays broken", ...fast];
    const left = () => readdir(join(stage.folder, "clusters"));

    beforeEach(async () => {
      await writeFolderSubject(stage.folder);
      const killed = stage.start(...args, "--horizon", "10m");
      await killed.stderrHas("at work for 2");
      killed.child.kill("SIGKILL");
      await killed.finished;
    });

    it("is tidied up after by the next one, and forgotten", async () => {
      expect(await left()).toHaveLength(1);
      const { stderr } = await stage.run(...args, "--horizon", "200ms");
      expect(stderr).toContain("a check that died was tidied up after: 1 cluster swept");
      expect(await left()).toEqual([]);
      expect((await stage.run(...args, "--horizon", "200ms")).stderr).not.toContain("tidied up");
    });

    it("is tidied up after by sweep, without a database", async () => {
      expect(await left()).toHaveLength(1);
      const hint = `npx opseval sweep --plugin ${join(await realpath(stage.folder), "folders.mjs")}`;
      const unaware = await stage.run("sweep");
      expect(unaware.stderr).toContain(hint);
      expect(unaware.stderr).toContain("`npx opseval sweep --plugin NAME` finds");
      expect(unaware.code).toBe(2);
      const { stdout, code } = await stage.run("sweep", "--plugin", "./folders.mjs");
      expect(stdout).toBe("1 cleaned up, 0 left alone, 0 failed.\nThere is no cluster of fake here.\n");
      expect(code).toBe(0);
      expect(await left()).toEqual([]);
      expect((await stage.run("sweep")).stderr).not.toContain(hint);
    });

    it("is forgotten once its clusters were removed through another copy of the plugin", async () => {
      const own = join(await realpath(stage.folder), "folders.mjs");
      await copyFile(own, join(stage.folder, "copy.mjs"));
      await rm(own);
      const { stderr } = await stage.run("sweep");
      expect(stderr).toContain(`of ${own} died and has left clusters; to remove them: npx opseval sweep --plugin NAME`);
      expect((await stage.run("sweep", "--plugin", "./copy.mjs", "--force")).stdout).toContain(": removed\n");
      expect((await stage.run("sweep")).stderr).not.toContain(own);
    });
  });
});
