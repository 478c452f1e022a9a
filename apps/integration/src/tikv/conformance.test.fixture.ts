import { chaosTypeOf, type ChaosType, type EvalSubject, type JsonObject } from "@eval/core";
import { describeConformance, type ConformanceOptions } from "@eval/core/testing";
import tikvSubject from "@eval/subject-tikv";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { findTikv, leftovers, type TikvHere } from "./tikv.test.fixture.js";

const found = await findTikv();

/** The built one: another process imports it. */
const plugin = import.meta.resolve("@eval/subject-tikv");

/**
 * What a remedy and the quickest signs need. A look takes more than a second where servers do not answer, and longer
 * on a busy host; three intervals without one are a gap. In ms.
 */
const timing = {
  standIn: { observeMs: 1000, horizonMs: 25_000, holdMs: 1500, healthyMs: 120_000, callMs: 120_000 },
  real: { observeMs: 1000, horizonMs: 60_000, holdMs: 3000, healthyMs: 180_000, callMs: 120_000 },
} as const;

/** Declares conformance checks of the subject on whatever is there, or one test that is skipped with the reason. */
export function describeTikv(title: string, options: ConformanceOptions, subject: EvalSubject = tikvSubject): void {
  return typeof found === "string"
    ? declareSkipped(title, found)
    : declareChecks(title, { tikv: found, subject, options });
}

function declareSkipped(title: string, reason: string): void {
  describe(`${title} on real servers or stand-ins`, () => {
    // In words what is lacking: an engine, an image, or a pair of images of one kind.
    beforeEach((context) => context.skip(reason));
    it("keeps the contract", () => expect(reason).toBe(""));
  });
}

function declareChecks(
  title: string,
  { tikv, subject, options }: { tikv: TikvHere; subject: EvalSubject; options: ConformanceOptions },
): void {
  describe(`${title} on ${tikv.words}`, () => {
    describeConformance({ describe, it, after: afterAll }, subject, {
      options: tikv.options,
      plugin,
      leftovers,
      ...options,
      timing: tikv.standIn ? { ...timing.standIn, ...options.timing } : timing.real,
    });
  });
}

/** For remedies after which a server has to be filled anew: times of stand-ins, in ms. */
export const refilling = { timing: { horizonMs: 40_000 } } as const;

/** Set to anything but 0: every check of every set of parameters. */
const isFull = !["", "0", undefined].includes(process.env["EVAL_TIKV_FULL"]);

/** The heart of a cycle: what is run everywhere. */
const essentials = [
  "refuses bad parameters",
  "plans alike",
  "inject brings it into force",
  "cleanup restores, and again changes nothing",
  "its remedy repairs it",
  "without an operator",
  "no wrong fix earns success",
  "every reset",
];

/**
 * The checks of one chaos type. In full: with controls, every wrong fix, each of these sets of parameters, and every
 * order of clean-up. Else the heart of it, with the first set and the first wrong fix.
 */
export function describeTikvChaos(
  name: string,
  params: Readonly<Record<string, JsonObject>> = { default: {} },
  options: Pick<ConformanceOptions, "timing"> = {},
): void {
  const isOfType = (check: string) =>
    check.startsWith(`${name}:`) || check.startsWith(`${name} (`) || check.startsWith("every reset");
  if (isFull) return describeTikv(name, { ...options, controls: true, params: { [name]: params }, filter: isOfType });
  describeTikv(
    `the heart of ${name}`,
    {
      ...options,
      params: { [name]: Object.fromEntries(Object.entries(params).slice(0, 1)) },
      filter: (check) => isOfType(check) && essentials.some((essential) => check.includes(essential)),
    },
    withFirstWrongFix(name),
  );
}

function withFirstWrongFix(name: string): EvalSubject {
  const chaos = chaosTypeOf(tikvSubject, name);
  const wrongFixes: ChaosType["wrongFixes"] = (...at) => chaos.wrongFixes?.(...at).slice(0, 1) ?? [];
  return { ...tikvSubject, chaos: { ...tikvSubject.chaos, [name]: { ...chaos, wrongFixes } } };
}
