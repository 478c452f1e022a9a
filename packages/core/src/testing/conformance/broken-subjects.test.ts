import { beforeAll, describe, expect, it } from "vitest";
import { FakeSubject } from "../fake-subject.js";
import { fastTiming } from "../trial-fixture.js";
import { brokenListings } from "./broken-listings.test.fixture.js";
import { broken, subjectOf, type Broken } from "./broken-subjects.test.fixture.js";
import { conformanceChecks } from "./conformance-checks.js";

const timing = { ...fastTiming, healthyMs: 400, horizonMs: 1000, observeMs: 50, quietMinMs: 60, quietMaxMs: 60 };

const all = [...broken, ...brokenListings];

describe("the suite finds", () => {
  const found = new Map<string, Record<string, string>>();

  // Side by side, for what takes time is waiting for horizons.
  beforeAll(async () => {
    await Promise.all(all.map(async (variant) => found.set(variant.what, await failuresOf(variant))));
  });

  it.each(all.map((variant) => [variant.what, variant] as const))("%s", (what, variant) => {
    const title = variant.chaosType ?? "node_down";
    const full = (names: readonly string[]) => names.map((name) => (name.startsWith(":") ? title + name : name));
    const mayFail = full(variant.mayFail ?? []);
    const failures = Object.entries(found.get(what) ?? {}).filter(([name]) => !mayFail.includes(name));
    const wanted = full(variant.fails).map((name) => [name, expect.any(String)] as const);
    expect(Object.fromEntries(failures)).toEqual(Object.fromEntries(wanted));
  });
});

it("finds nothing wrong with the subject that the broken ones are made from", async () => {
  expect(await failuresOf({})).toEqual({});
});

/** The reasons of the checks that fail, by name. */
async function failuresOf(variant: Partial<Broken>): Promise<Record<string, string>> {
  const failures: Record<string, string> = {};
  const fake = new FakeSubject();
  const options = { timing, execute: fake.execute, ...variant.options };
  for (const check of conformanceChecks(subjectOf(fake, variant), options)) {
    if (check.skipped !== null) continue;
    await check.run({ skip: () => undefined }).catch((error: unknown) => {
      failures[check.name] = error instanceof Error ? error.message : String(error);
    });
  }
  return failures;
}
