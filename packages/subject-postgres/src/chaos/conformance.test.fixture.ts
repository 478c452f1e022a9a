import { describeConformance, type ConformanceOptions } from "@eval/core/testing";
import { afterAll, describe, it } from "vitest";
import { leftovers } from "../cluster.test.fixture.js";
import subject from "../index.js";

/**
 * Three intervals are how long a watch may go without a sample, and a look at nodes that answer nobody takes
 * most of a second. In ms.
 */
const observeMs = 400;
/** Long enough for the slowest remedy, a node's data copied anew, on a busy machine. In ms. */
const horizonMs = 7000;

/** Declares the conformance checks of one chaos type, controls included, for each of these sets of parameters. */
export function describeChaosType(
  name: string,
  params: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = { default: {} },
  options: Pick<ConformanceOptions, "timing" | "controls" | "skip"> = {},
): void {
  describeConformance({ describe, it, after: afterAll }, subject, {
    controls: true,
    ...options,
    clusters: 2,
    timing: { observeMs, horizonMs, ...options.timing },
    plugin: new URL("../../dist/index.js", import.meta.url).href,
    leftovers,
    params: { [name]: params },
    filter: (check) => check.startsWith(`${name}:`) || check.startsWith(`${name} (`) || check.startsWith("every reset"),
  });
}
