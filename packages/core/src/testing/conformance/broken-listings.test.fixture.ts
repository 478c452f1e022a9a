import type { Broken } from "./broken-subjects.test.fixture.js";

const swept = "sweep alone removes the cluster and no other, and again does nothing";

/** Subjects whose list of clusters is wrong. */
export const brokenListings: readonly Broken[] = [
  {
    what: "a list of clusters that leaves out what is there",
    subject: () => ({ listClusters: async () => [] }),
    options: { filter: /sweep/ },
    fails: [swept],
  },
  {
    what: "a list of clusters that still names what is gone",
    subject: (fake) => {
      const known = new Set<string>();
      return {
        listClusters: async () => {
          for (const clusterId of fake.worlds.keys()) known.add(clusterId);
          return [...known].map((clusterId) => ({ clusterId, since: null }));
        },
      };
    },
    options: { filter: /alone removes/ },
    fails: [swept],
    mayFail: ["nothing remains of the clusters of these checks"],
  },
];
