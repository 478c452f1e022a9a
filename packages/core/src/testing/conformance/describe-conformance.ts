import type { EvalSubject } from "../../subject.js";
import { prepareConformance, type CheckContext } from "./conformance-checks.js";
import type { ConformanceOptions } from "./conformance-options.js";

type Test = (context: CheckContext) => Promise<void>;
type DeclareTest = (name: string, options: { timeout: number }, test: Test) => unknown;

/** What vitest and node:test have in common. */
export interface TestFramework {
  describe: (name: string, body: () => void) => unknown;
  it: DeclareTest & { skip: DeclareTest };
  /** `afterAll` of vitest, `after` of node:test: removes the clusters even where only some tests are run. */
  after?: (work: () => Promise<void>) => unknown;
}

/** Every wait within a check has its own deadline; this one is for what nobody thought of. In ms. */
const timeout = 900_000;

/** Declares the subject's conformance checks as tests, those that cannot be run here as skipped, with the reason. */
export function describeConformance(
  { describe, it, after }: TestFramework,
  subject: EvalSubject,
  options: ConformanceOptions = {},
): void {
  const { checks, close } = prepareConformance(subject, options);
  describe(`${subject.name} keeps the contract`, () => {
    after?.(close);
    for (const check of checks) {
      const test: Test = (context) => check.run(context);
      if (check.skipped === null) it(check.name, { timeout }, test);
      else it.skip(`${check.name} (skipped: ${check.skipped})`, { timeout }, test);
    }
  });
}
