import { describeConformance } from "@eval/core/testing";
import { afterAll, describe, it } from "vitest";
import { leftovers } from "./cluster.test.fixture.js";
import subject from "./index.js";

// Each chaos type's own checks stand beside it.
const chaosTypes = Object.keys(subject.chaos);

describeConformance({ describe, it, after: afterAll }, subject, {
  plugin: new URL("../dist/index.js", import.meta.url).href,
  leftovers,
  filter: (check) => !chaosTypes.some((name) => check.startsWith(`${name}:`) || check.startsWith(`${name} (`)),
});
