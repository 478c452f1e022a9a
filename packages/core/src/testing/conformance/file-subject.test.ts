import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { fastTiming } from "../trial-fixture.js";
import { conformanceChecks } from "./conformance-checks.js";
import { describeConformance } from "./describe-conformance.js";
import fileSubject, { folderOf } from "./file-subject.test.fixture.js";
import homesickSubject from "./homesick-subject.test.fixture.js";

/** Other processes load what is built. */
function builtFixture(name: string): string {
  const built = dirname(createRequire(import.meta.url).resolve("@eval/core/testing"));
  return pathToFileURL(join(built, "conformance", `${name}.test.fixture.js`)).href;
}

describeConformance({ describe, it, after: afterAll }, fileSubject, {
  timing: { ...fastTiming, callMs: 30_000, horizonMs: 1_000, observeMs: 50, quietMinMs: 50, quietMaxMs: 50 },
  controls: true,
  plugin: builtFixture("file-subject"),
  leftovers: async (clusterId) => (existsSync(folderOf(clusterId)) ? [folderOf(clusterId)] : []),
});

it("finds a handle that means something only in the environment it was made in", async () => {
  const [attaches, last] = conformanceChecks(homesickSubject, {
    timing: { ...fastTiming, callMs: 30_000 },
    plugin: builtFixture("homesick-subject"),
    filter: /^another process attaches/,
  });
  try {
    await expect(attaches?.run()).rejects.toThrow("in another process attach found nothing of a cluster that is there");
  } finally {
    await last?.run();
  }
});
