import { afterAll, beforeAll } from "vitest";
import { TestCluster } from "../cluster.test.fixture.js";

/** One cluster for all tests of a file: each leaves it healthy, and as a fresh one where it did damage. */
export function useCluster(): () => TestCluster {
  let made: TestCluster | undefined;
  beforeAll(async () => {
    made = await TestCluster.create();
  });
  afterAll(async () => {
    await made?.[Symbol.asyncDispose]();
  });
  return () => {
    if (!made) throw new Error("the cluster is made before the first test");
    return made;
  };
}
