import { describe, expect, it } from "vitest";
import { itIsCaught } from "./catches.test.fixture.js";
import { describeChaosType } from "./conformance.test.fixture.js";
import { TestFault } from "./fault.test.fixture.js";
import { useCluster } from "./use-cluster.test.fixture.js";

describe("archive_failing", () => {
  const made = useCluster();

  itIsCaught(made, "archive_failing", {
    remaining: {
      pretend: "setting_archive_command:n1",
      skip_backlog: "archive_gap:n1",
      archiving_off: "setting_archive_mode:n1",
      delete_log: "archive_gap:n1",
    },
  });

  it("shows again soon after the archiver's counters were cleared", async () => {
    await made().reset();
    const fault = await TestFault.planned(made(), "archive_failing");
    await fault.inject();
    await made().cluster.sql("n1", "SELECT pg_stat_reset_shared('archiver')", made().context());
    const { message } = await made().untilProblem("archive_failing:n1");
    expect(message).toMatch(/has been waiting to be archived|archiving \w+ fails/);
    await fault.cleanup();
    await made().untilHealthy();
  });
});

describeChaosType("archive_failing");
