import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, it } from "vitest";
import { fastTiming } from "../trial-fixture.js";
import { describeConformance } from "./describe-conformance.js";
import fileSubject, { folderOf } from "./file-subject.test.fixture.js";

/** Other processes load what is built. */
const built = dirname(createRequire(import.meta.url).resolve("@eval/core/testing"));

describeConformance({ describe, it, after: afterAll }, fileSubject, {
  timing: { ...fastTiming, callMs: 30_000, horizonMs: 1_000, observeMs: 50, quietMinMs: 50, quietMaxMs: 50 },
  controls: true,
  plugin: pathToFileURL(join(built, "conformance", "file-subject.test.fixture.js")).href,
  leftovers: async (clusterId) => (existsSync(folderOf(clusterId)) ? [folderOf(clusterId)] : []),
});
