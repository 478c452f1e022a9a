import { describe, expect, it } from "vitest";
import { labelsOf } from "./labels.js";
import { clustersOf } from "./list-clusters.js";

const thing = (clusterId: string, madeAt: string) => ({
  labels: labelsOf({ subject: "etcd", clusterId }, "volume"),
  madeAt: Date.parse(madeAt),
});

describe("the clusters on an engine", () => {
  it("are as old as the oldest of what is theirs, and come oldest first", () => {
    const things = [thing("b", "2026-01-03"), thing("a", "2026-01-02T10:00Z"), thing("b", "2026-01-01T10:00Z")];
    expect(clustersOf(things)).toEqual([
      { clusterId: "b", since: "2026-01-01T10:00:00.000Z" },
      { clusterId: "a", since: "2026-01-02T10:00:00.000Z" },
    ]);
  });

  it("include one of which only something without an age is left, last", () => {
    const things = [thing("x", "?"), thing("y", "?"), thing("a", "2026-01-02T10:00Z"), { labels: null, madeAt: 1 }];
    expect(clustersOf(things)).toEqual([
      { clusterId: "a", since: "2026-01-02T10:00:00.000Z" },
      { clusterId: "x", since: null },
      { clusterId: "y", since: null },
    ]);
  });
});
