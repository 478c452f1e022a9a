import { describe, expect, it } from "vitest";
import { itIsCaught } from "./catches.test.fixture.js";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

describe("read_only", () => {
  const made = useCluster();

  itIsCaught(made, "read_only", {
    remaining: { exempt_role: "read_only:n1", promote_standby: "multiple_primaries" },
    losing: ["restore_base_backup"],
  });

  it("is repaired in the file where it was made there", async () => {
    await made().reset();
    const fault = await TestFault.planned(made(), "read_only", { through: "file" });
    const metadata = await fault.inject();
    const ends = await fault.execute(fault.remedy(metadata));
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    await made().untilHealthy();
    expect(await made().cluster.readConfig("n1", "postgresql.conf")).toBe(
      made().cluster.freshConfig("postgresql.conf"),
    );
  });
});

describeChaosType("read_only");
