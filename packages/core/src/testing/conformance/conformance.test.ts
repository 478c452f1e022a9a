import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, it } from "vitest";
import { FakeSubject } from "../fake-subject.js";
import { fastTiming } from "../trial-fixture.js";
import fileSubject, { folderOf } from "./file-subject.js";
import { describeConformance } from "./describe-conformance.js";

const timing = { ...fastTiming, horizonMs: 800, quietMinMs: 50, quietMaxMs: 50 };
const framework = { describe, it, after: afterAll };

// Its chaos type `dud` promises a symptom that it never shows.
const fake = new FakeSubject();
const { dud: _, ...chaos } = fake.subject.chaos;
describeConformance(
  framework,
  { ...fake.subject, chaos },
  {
    timing,
    params: { node_down: { any: {}, first: { node: "n1" } } },
    execute: fake.execute,
    leftovers: async (clusterId) => (fake.worlds.has(clusterId) ? [`the world of ${clusterId}`] : []),
  },
);

// With real commands, and from other processes, which load what is built.
const built = dirname(createRequire(import.meta.url).resolve("@eval/core/testing"));
describeConformance(framework, fileSubject, {
  timing: { ...timing, callMs: 30_000 },
  controls: true,
  plugin: pathToFileURL(join(built, "conformance", "file-subject.js")).href,
  leftovers: async (clusterId) => (existsSync(folderOf(clusterId)) ? [folderOf(clusterId)] : []),
});
