import type { JsonObject } from "@eval/core";
import { describeConformance, type ConformanceOptions } from "@eval/core/testing";
import subject from "@eval/subject-tikv";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { findTikv, leftovers, type TikvHere } from "./tikv.test.fixture.js";

const tikv = await findTikv();

/** The built one: another process imports it. */
const plugin = import.meta.resolve("@eval/subject-tikv");

/** What a remedy and the quickest signs need. In ms. */
const timing = {
  standIn: { observeMs: 500, horizonMs: 12_000, holdMs: 1500 },
  real: { observeMs: 500, horizonMs: 60_000, holdMs: 3000, healthyMs: 180_000, callMs: 120_000 },
} as const;

/** Declares conformance checks of the subject on whatever is there, or one test that is skipped with the reason. */
export function describeTikv(title: string, options: ConformanceOptions): void {
  return typeof tikv === "string" ? declareSkipped(title, tikv) : declareChecks(title, tikv, options);
}

function declareSkipped(title: string, reason: string): void {
  describe(`${title} on real servers or stand-ins`, () => {
    beforeEach((context) => context.skip(reason));
    it("keeps the contract", () => expect(reason).toBe(""));
  });
}

function declareChecks(title: string, here: TikvHere, options: ConformanceOptions): void {
  describe(`${title} on ${here.words}`, () => {
    describeConformance({ describe, it, after: afterAll }, subject, {
      options: here.options,
      plugin,
      leftovers,
      ...options,
      timing: here.standIn ? { ...timing.standIn, ...options.timing } : timing.real,
    });
  });
}

/** For remedies after which a server has to be filled anew: times of stand-ins, in ms. */
export const refilling = { timing: { horizonMs: 25_000 } } as const;

/** The checks of one chaos type, controls included, for each of these sets of parameters. */
export function describeTikvChaos(
  name: string,
  params: Readonly<Record<string, JsonObject>> = { default: {} },
  options: Pick<ConformanceOptions, "timing"> = {},
): void {
  describeTikv(name, {
    ...options,
    controls: true,
    params: { [name]: params },
    filter: (check) => check.startsWith(`${name}:`) || check.startsWith(`${name} (`) || check.startsWith("every reset"),
  });
}
