import { describeConformance, type ConformanceOptions, type TestFramework } from "@eval/core/testing";
import { belongings, connectEngine } from "@eval/docker-kit";
import subject from "@eval/subject-etcd";
import { afterAll, describe, it } from "vitest";
import { findImages } from "../docker/find-images.js";

/**
 * Three intervals are how long a watch may go without a sample: a look at members that answer nobody takes half of
 * it, and on a busy host the engine the rest. In ms.
 */
const observeMs = 1000;
const holdMs = 1500;
/** For what costs no time where all goes well: a call, and becoming healthy. In ms. */
const patienceMs = 120_000;
/** Long enough to restart every member one after the other on a busy machine. In ms. */
const horizonMs = 10_000;
/** For remedies that make a new member of a node: etcd takes one after five seconds of calm. In ms. */
export const rejoinMs = 14_000;

/** The subject's options for the images of this machine; in words what is lacking. */
export async function etcdOptions(): Promise<{ image: string; toolboxImage: string } | string> {
  const found = await findImages("etcd", "toolbox");
  return typeof found === "string" ? found : { image: found.etcd, toolboxImage: found.toolbox };
}

/** Declares conformance checks of the subject, on real members; all as skipped, aloud, where they cannot be run. */
export async function describeEtcd(options: ConformanceOptions): Promise<void> {
  const made = await etcdOptions();
  const lacking = typeof made === "string" ? made : null;
  const declare = lacking === null ? it : Object.assign(skipping(lacking), { skip: skipping(lacking) });
  describeConformance({ describe, it: declare, after: afterAll }, subject, {
    options: typeof made === "string" ? {} : made,
    controls: true,
    ...options,
    timing: { observeMs, holdMs, horizonMs, healthyMs: patienceMs, callMs: patienceMs, ...options.timing },
    plugin: import.meta.resolve("@eval/subject-etcd"),
    leftovers,
  });
}

/** @param why in words what is lacking: an engine or an image */
function skipping(why: string): TestFramework["it"]["skip"] {
  // oxlint-disable-next-line vitest/no-disabled-tests -- only where there is nothing to run it on, which its name tells
  return (name, options, test) => it.skip(`${name} (skipped: ${why})`, options, test);
}

/** The checks of one chaos type, controls included, for each of these sets of parameters. */
export async function describeEtcdChaos(
  name: string,
  params: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = { default: {} },
  options: Pick<ConformanceOptions, "timing" | "controls" | "skip"> = {},
): Promise<void> {
  await describeEtcd({
    ...options,
    params: { [name]: params },
    filter: (check) => check.startsWith(`${name}:`) || check.startsWith(`${name} (`) || check.startsWith("every reset"),
  });
}

async function leftovers(clusterId: string): Promise<string[]> {
  const context = { signal: AbortSignal.timeout(10_000) };
  const { containers, networks, volumes } = await belongings(await connectEngine(context), clusterId, context);
  return [...containers.flatMap(({ Names }) => Names), ...networks, ...volumes];
}
