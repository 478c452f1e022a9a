import { afterAll, describe, it } from "vitest";
import { FakeSubject } from "../fake-subject.js";
import { fastTiming } from "../trial-fixture.js";
import { describeConformance } from "./describe-conformance.js";

const fake = new FakeSubject();
// The chaos type `dud` promises a symptom that it never shows.
const { dud: _, ...sound } = fake.subject.chaos;
const prompt = Object.entries(sound).map(([name, chaos]) => [
  name,
  chaos.symptom ? { ...chaos, symptom: { withinMs: 200 } } : chaos,
]);

describeConformance(
  { describe, it, after: afterAll },
  { ...fake.subject, chaos: Object.fromEntries(prompt) as typeof sound },
  {
    timing: { ...fastTiming, horizonMs: 1_000, observeMs: 50, quietMinMs: 50, quietMaxMs: 50 },
    execute: fake.execute,
    leftovers: async (clusterId) => (fake.worlds.has(clusterId) ? [`the world of ${clusterId}`] : []),
    // A cluster in memory cannot be had from another process: `file-subject.test.ts` has one that can.
    filter: (name) => !/importing|another process/.test(name),
  },
);
