import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as nodeTest from "node:test";
import { expect, it } from "vitest";
import { FakeSubject } from "../fake-subject.js";
import { conformanceChecks } from "./conformance-checks.js";
import type { TestFramework } from "./describe-conformance.js";

const lastOne = "nothing remains of the clusters of these checks";

function checkNamed(
  options: Parameters<typeof conformanceChecks>[1],
  name: string,
  subject = new FakeSubject().subject,
) {
  return conformanceChecks(subject, options).find((check) => check.name === name)!;
}

it("creates nothing before a check is run", () => {
  const fake = new FakeSubject();
  expect(conformanceChecks(fake.subject).length).toBeGreaterThan(40);
  expect(fake.worlds.size).toBe(0);
});

it("tells every check apart by name, whatever the sets of parameters are called", () => {
  const params = { node_down: { any: {}, first: { node: "n1" } } };
  const names = conformanceChecks(new FakeSubject().subject, { params, controls: true }).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("node_down (first): no wrong fix earns success");
  expect(names).toContain("blip: a claim without a repair earns nothing");
});

it("keeps what the filter chooses, and always the last check", () => {
  const names = (filter: RegExp) => conformanceChecks(new FakeSubject().subject, { filter }).map(({ name }) => name);
  expect(names(/^blip: plans/)).toEqual(["blip: plans alike from equal seeds, as JSON, and changes nothing", lastOne]);
  const { subject } = new FakeSubject();
  const ofBlip = conformanceChecks(subject, { filter: (_name, chaosType) => chaosType === "blip" });
  expect(ofBlip.map(({ chaosType }) => chaosType)).toEqual([...ofBlip.slice(1).map(() => "blip"), null]);
  // A global expression remembers where it was.
  expect(names(/node_down/g).length).toBe(names(/node_down/).length);
});

it("names the reason why a check is skipped: the author's own, or what was not given", () => {
  const skip = { "an untouched cluster keeps its fingerprint": "known, and being worked on" };
  expect(checkNamed({ skip }, "an untouched cluster keeps its fingerprint").skipped).toBe("known, and being worked on");
  expect(checkNamed({}, "importing it creates nothing").skipped).toContain("plugin");
  expect(checkNamed({}, "an untouched cluster keeps its fingerprint").skipped).toBeNull();
});

it("refuses to skip what there is not, and parameters of an unknown chaos type, with the nearest name", () => {
  const { subject } = new FakeSubject();
  const skip = { "an untouched cluster keeps its fingerprints": "gone" };
  expect(() => conformanceChecks(subject, { skip })).toThrow(
    "did you mean an untouched cluster keeps its fingerprint?",
  );
  expect(() => conformanceChecks(subject, { params: { node_dwn: {} } })).toThrow("did you mean node_down?");
});

it("leaves a check that the host is not able to run as skipped, in the words of preflight", async () => {
  const fake = new FakeSubject();
  const lacking = [{ capability: "netem", message: "the kernel has no netem", hint: "use another one" }];
  const chaos = { node_down: { ...fake.subject.chaos["node_down"]!, needs: ["netem"] } };
  const subject = {
    ...fake.subject,
    chaos,
    preflight: async ({ needs }: { needs: readonly string[] }) => (needs.length > 0 ? lacking : []),
  };
  const check = checkNamed({}, "node_down: cleanup restores, and again changes nothing", subject);
  const reasons: string[] = [];
  await check.run({ skip: (reason) => reasons.push(reason) });
  expect(reasons).toEqual(["the kernel has no netem (use another one)"]);
  await expect(check.run()).rejects.toThrow("the kernel has no netem");
});

it("lets checks that are run at once take turns on the cluster, and removes it in the end", async () => {
  const fake = new FakeSubject();
  const checks = conformanceChecks(fake.subject, { filter: /cleanup|reset/, execute: fake.execute });
  expect(checks.length).toBeGreaterThan(20);
  await Promise.all(checks.map((check) => check.run()));
  expect(fake.worlds.size).toBe(0);
});

it("binds to node:test as well, skipped checks with their reasons", async () => {
  const framework: TestFramework = { describe: nodeTest.describe, it: nodeTest.it, after: nodeTest.after };
  expect(framework.it.skip).toBeTypeOf("function");
  const testing = pathToFileURL(createRequire(import.meta.url).resolve("@eval/core/testing")).href;
  const program = `
    import { after, describe, it } from "node:test";
    import { describeConformance, FakeSubject } from ${JSON.stringify(testing)};
    const { subject } = new FakeSubject();
    describeConformance({ describe, it, after }, subject, { filter: /importing|fresh cluster becomes/ });
  `;
  const args = ["--test-reporter=tap", "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  expect(stdout).toContain("# pass 2\n# fail 0");
  expect(stdout).toContain("importing it creates nothing (skipped: needs the suite's option `plugin`) # SKIP");
});
