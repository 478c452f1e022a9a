/** Everything that the contract asks of a subject, proved on real clusters. */
import { existsSync } from "node:fs";
import { after, describe, it } from "node:test";
import { describeConformance } from "@eval/core/testing";
import subject from "../src/index.js";
import { Register } from "../src/register.js";

// docs:conformance
describeConformance({ describe, it, after }, subject, {
  plugin: new URL("../src/index.js", import.meta.url).href,
  // Also the operators that do nothing and that lie.
  controls: true,
  clusters: 3,
  // Long enough for the slowest repair on a busy machine; every fault that stays costs it once for each operator.
  timing: { horizonMs: 6_000 },
  leftovers: async (clusterId) => {
    const { folder } = Register.of(clusterId);
    return existsSync(folder) ? [folder] : [];
  },
});
// docs:end
