import { expect, it } from "vitest";
import { systemClock } from "./clock.js";
import { silentLogger, withDeadline } from "./context.js";
import { seededRandom } from "./random.js";
import type { Cluster, Observation } from "./subject.js";
import { waitHealthy } from "./wait-healthy.js";

const surroundings = { clusterId: "c", random: seededRandom("s"), clock: systemClock, log: silentLogger };
const slow = { key: "node_slow:n1", target: "n1", message: "n1 is slow", severity: "warning" } as const;
const degraded: Observation = { status: "degraded", problems: [slow] };
const unknown: Observation = { status: "unknown", problems: [] };

/** Of looks that end like this, one after the other, the last for ever. */
async function failureOf(...looks: (Observation | Error | "hangs")[]): Promise<unknown> {
  const observe: Cluster["observe"] = async ({ signal }) => {
    const look = looks.length > 1 ? looks.shift() : looks[0];
    if (look === "hangs")
      return await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    if (look instanceof Error) throw look;
    return look ?? unknown;
  };
  const waiting = withDeadline(surroundings, { doing: "waiting", ms: 300 }, (context) =>
    waitHealthy({ observe } as Cluster, context),
  );
  return await waiting.then(
    () => undefined,
    (error: unknown) => error,
  );
}

it("ends with the first healthy look", async () => {
  expect(await failureOf(unknown, new Error("refused"), degraded, { status: "healthy", problems: [] })).toBeUndefined();
});

it("names the last problems, also where nothing could be seen after them", async () => {
  expect(await failureOf(degraded)).toMatchObject({
    code: "not_healthy",
    message: "the cluster is degraded: n1 is slow",
  });
  const blind = await failureOf(degraded, unknown, new Error("the engine refused"));
  expect(blind).toMatchObject({ code: "not_healthy", details: { status: "degraded", problems: [slow] } });
  expect(String(blind)).toMatch(/n1 is slow; it could not be seen in the last \d+ looks: the engine refused$/);
});

it("keeps what was seen before the look that the deadline cut short", async () => {
  expect(await failureOf(degraded, "hangs")).toMatchObject({ message: "the cluster is degraded: n1 is slow" });
});

it("says so where nothing was ever seen", async () => {
  expect(String(await failureOf(unknown))).toMatch(
    /the cluster is unknown; it could not be seen in the last \d+ looks$/,
  );
});
