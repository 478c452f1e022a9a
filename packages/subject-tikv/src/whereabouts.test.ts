import type { NodeSight } from "@eval/docker-kit";
import { expect, it } from "vitest";
import { contextFor } from "./context.test.fixture.js";
import { Whereabouts } from "./whereabouts.js";

const nodes: NodeSight[] = [{ name: "tikv1", status: "running", ports: { 20160: 40_001 }, connected: true }];

it("one look serves requests side by side, and whoever has more time than the one that began it looks again", async () => {
  const hurried = new AbortController();
  let looks = 0;
  const whereabouts = new Whereabouts({
    look: ({ signal }) => {
      looks++;
      if (signal !== hurried.signal) return Promise.resolve(nodes);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    },
  });
  const first = whereabouts.reach("tikv1:20160", contextFor(5000, { signal: hurried.signal }));
  const second = whereabouts.reach("tikv1:20160", contextFor());
  expect(looks).toBe(1);
  hurried.abort(new Error("no time left"));
  await expect(first).rejects.toThrow("no time left");
  await expect(second).resolves.toBe("127.0.0.1:40001");
  await expect(whereabouts.reach("tikv1:20160", contextFor())).resolves.toBe("127.0.0.1:40001");
  expect(looks).toBe(2);
});
