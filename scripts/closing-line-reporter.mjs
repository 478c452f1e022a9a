/**
 * A vitest reporter for the end of a run: every skipped test by name and reason, then one line with
 * the counts. A test that is skipped without saying why fails the run.
 */
export default class ClosingLineReporter {
  /** @type {import("vitest/node").Vitest | undefined} */
  #vitest;

  /** @param {import("vitest/node").Vitest} vitest */
  onInit(vitest) {
    this.#vitest = vitest;
  }

  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state).length;
    // A module that cannot be loaded and a hook that throws fail no test by themselves.
    const broken = modules
      .flatMap((module) => [module, ...module.children.allSuites()])
      .filter((suite) => suite.errors().length);
    const skips = this.#deselects(tests) ? [] : tests.filter((test) => test.result().state === "skipped").map(explain);
    const unexplained = skips.filter(({ reason }) => reason === undefined);

    if (skips.length > 0) console.log("\nSkipped:");
    for (const { name, reason } of skips) console.log(`  ${name}: ${reason ?? "NO REASON GIVEN"}`);
    if (unexplained.length > 0) {
      console.log('Skipping needs a reason: call context.skip("why") inside the test.');
      process.exitCode = 1;
    }
    const failed = count("failed") + broken.length + unhandled.length + unexplained.length;
    const skipped = count("skipped") - unexplained.length;
    console.log(`\n${count("passed")} passed, ${failed} failed, ${skipped} skipped`);
  }

  /**
   * Whether tests were left out by whoever ran this (`-t`, `.only`, a line number); nobody owes a reason for those.
   *
   * @param {readonly import("vitest/node").TestCase[]} tests
   */
  #deselects(tests) {
    const filtered = this.#vitest?.config.testNamePattern !== undefined;
    return filtered || tests.some((test) => test.options.mode === "only");
  }
}

/** @param {import("vitest/node").TestCase} test */
function explain(test) {
  const result = test.result();
  const note = result.state === "skipped" ? result.note : undefined;
  return {
    name: `${test.project.name}: ${test.fullName}`,
    reason: note ?? (hookFailed(test) ? "not run, because its set-up failed" : undefined),
  };
}

/** @param {import("vitest/node").TestCase} test */
function hookFailed(test) {
  for (let above = test.parent; ; above = above.parent) {
    if (above.errors().length > 0) return true;
    if (above.type === "module") return false;
  }
}
