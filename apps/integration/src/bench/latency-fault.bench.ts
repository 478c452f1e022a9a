/**
 * A latency of 100 ms: from request to first byte, by the same method before and after, on the node and on a node that
 * is left alone. Wanted: 90 to 130 ms more on the one, less than 5 ms more on the other.
 */
import { firstByteOf, healLatency, injectLatency, type LatencyPlan } from "@eval/docker-kit";
import { findImages } from "../docker/find-images.js";
import { figureLine } from "./figures.js";
import { port, request, startServers } from "../docker/servers.js";

const TIMES = 21;
const plan: LatencyPlan = {
  node: "n1",
  min_ms: 100,
  max_ms: 100,
  ports: [port],
  towards: [],
  request,
  control: "n2",
  backend: "auto",
};

const images = await findImages("toolbox");
if (typeof images === "string") console.log(`latency-fault: skipped, ${images}`);
else {
  await using servers = await startServers(images.toolbox);
  const look = { nodes: ["n1", "n2"], request, times: TIMES };
  const medians = async () => {
    const taken = await servers.within((context) => firstByteOf(servers.cluster, look, context));
    return [taken["n1"]?.median ?? Number.NaN, taken["n2"]?.median ?? Number.NaN] as const;
  };
  // Servers that have just started are slower than they will be.
  await medians();
  const before = await medians();
  const { backend } = await servers.within((context) => injectLatency(servers.cluster, plan, context));
  const after = await medians();
  await servers.within((context) => healLatency(servers.cluster, plan, context));
  const healed = await medians();
  const [more, others] = [after[0] - before[0], after[1] - before[1]];
  const isMet = more >= 90 && more <= 130 && others < 5;
  console.log(
    figureLine({
      bench: `latency-fault, 100 ms by ${String(backend)}, medians of request to first byte`,
      values: { before: before[0], after: after[0], more, "untouched more": others, removed: healed[0] },
      runs: TIMES,
      note: `wanted 90 to 130 ms more, untouched < 5 ms more: ${isMet ? "met" : "MISSED"}`,
    }),
  );
}
