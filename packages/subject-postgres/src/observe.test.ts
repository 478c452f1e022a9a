import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, beforeAll, describe, expect, it } from "vitest";
import { signalProcess } from "./cluster-processes.js";
import { TestCluster } from "./cluster.test.fixture.js";

describe("an observation of a real cluster", () => {
  let made: TestCluster;
  beforeAll(async () => {
    made = await TestCluster.create();
  });
  beforeEach(async () => {
    await made.reset();
  });
  afterAll(async () => {
    await made[Symbol.asyncDispose]();
  });

  const sql = async (node: string, ...statements: string[]) => await made.cluster.sql(node, statements, made.context());
  const admin = async (verb: string, node: string, ...args: string[]) =>
    await made.cluster.admin({ verb, node, args }, made.context());
  const signalAll = async (node: string, signal: NodeJS.Signals) => {
    for (const entry of await made.cluster.processes(node)) await signalProcess(entry, signal);
  };

  it("names a standby that is not running, at once", async () => {
    await admin("stop", "n2", "immediate");
    const { status, problems } = await made.cluster.observe(made.context());
    expect(status).toBe("degraded");
    expect(problems.map(({ key }) => key)).toContain("node_down:n2");
  });

  it("says that there is no primary and that clients cannot commit when the primary is gone", async () => {
    await admin("stop", "n1", "immediate");
    const problems = await made.until((present) => present.some(({ key }) => key === "standby_not_streaming:n3"));
    expect(problems.map(({ key }) => key)).toEqual(
      expect.arrayContaining(["node_down:n1", "no_primary", "client_commit", "standby_not_streaming:n2"]),
    );
  });

  it("answers in time about a stopped server process, and calls it unresponsive", async () => {
    await signalAll("n1", "SIGSTOP");
    const { problems } = await made.cluster.observe(made.context({ ms: 2000 }));
    expect(problems.map(({ key }) => key)).toEqual(expect.arrayContaining(["node_unresponsive:n1", "client_commit"]));
    await admin("resume", "n1");
    await made.untilHealthy();
  });

  it("recovers from a stopped server by a restart", async () => {
    await signalAll("n2", "SIGSTOP");
    expect((await made.untilProblem("node_unresponsive:n2")).severity).toBe("critical");
    await admin("restart", "n2");
    await made.untilHealthy();
  });

  it("sees two primaries", async () => {
    await admin("promote", "n2");
    const problem = await made.untilProblem("multiple_primaries");
    expect(problem.message).toContain("n1, n2");
  });

  it("misses a node that was taken off the inventory although all others are well", async () => {
    await admin("stop", "n3");
    await admin("remove", "n3");
    const problems = await made.until((present) => present.some(({ key }) => key === "node_missing:n3"));
    expect(problems.map(({ key }) => key)).toEqual(["node_missing:n3"]);
    await admin("start", "n3");
    await made.untilProblem("node_missing:n3");
    await admin("add", "n3");
    await made.untilHealthy();
  });

  it("sees a standby that streams from nowhere", async () => {
    await sql(
      "n2",
      "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1 user=nobody'",
      "SELECT pg_reload_conf()",
    );
    expect((await made.untilProblem("standby_not_streaming:n2")).target).toBe("n2");
    await admin("follow", "n2", "n1");
    await made.untilHealthy();
  });

  it("sees paused replay, and that the standby falls behind", async () => {
    await sql("n3", "SELECT pg_wal_replay_pause()");
    expect((await made.untilProblem("replay_paused:n3")).target).toBe("n3");
    await made.untilProblem("standby_behind:n3");
    await sql("n3", "SELECT pg_wal_replay_resume()");
    await made.untilHealthy();
  });

  it("sees synchronous standbys that are not as configured, and commits that hang", async () => {
    await sql("n1", "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (elsewhere)'", "SELECT pg_reload_conf()");
    const all = ["client_commit", "no_synchronous_standby", "synchronous_standbys:n1"];
    // A look while the setting is being read shows some of it.
    const problems = await made.until((present) => all.every((wanted) => present.some(({ key }) => key === wanted)));
    expect(problems.map(({ key }) => key)).toEqual(all);
    await sql("n1", "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    await made.untilHealthy();
  });

  it("does not call it healthy that commits no longer wait for anybody", async () => {
    await sql("n1", "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()");
    expect((await made.untilProblem("synchronous_standbys:n1")).message).toContain(
      "configured is 'ANY 1 (n1, n2, n3)'",
    );
    await sql(
      "n1",
      "ALTER SYSTEM RESET ALL",
      "ALTER ROLE app SET synchronous_commit = local",
      "SELECT pg_reload_conf()",
    );
    await made.until((problems) => problems.map(({ key }) => key).join() === "client_durability");
  });

  it("keeps no place on a primary whose commits hang", async () => {
    await sql("n1", "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (elsewhere)'", "SELECT pg_reload_conf()");
    await made.untilProblem("client_commit");
    const probes = Array.from({ length: 40 }, async (_, n) => await made.cluster.probe(n, made.context({ ms: 700 })));
    const results = await Promise.allSettled(probes);
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    await expect
      .poll(
        async () =>
          (await sql("n1", "SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'app'"))[0]?.["n"],
      )
      .toBe(0);
  });

  it("sees a read-only primary", async () => {
    await sql("n1", "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    const problems = await made.until((present) => present.some(({ key }) => key === "client_read_only"));
    expect(problems.map(({ key }) => key)).toContain("read_only:n1");
  });

  it("sees that clients cannot log in, and access rules that ask for no proof", async () => {
    const rules = join(made.cluster.layout.config("n1"), "pg_hba.conf");
    await writeFile(rules, "local all postgres trust\nhost replication replicator 127.0.0.1/32 scram-sha-256\n");
    await admin("reload", "n1");
    expect((await made.untilProblem("client_login")).message).toContain("pg_hba.conf");
    await appendFile(rules, "host all all 0.0.0.0/0 trust\n");
    await admin("reload", "n1");
    await made.until((problems) => problems.map(({ key }) => key).join() === "access_rules:n1");
  });

  it("sees a configuration file that the node could not start with", async () => {
    await appendFile(join(made.cluster.layout.config("n2"), "postgresql.conf"), "shared_bufers = 1GB\n");
    await made.untilProblem("config_error:n2");
    await expect(admin("restart", "n2")).rejects.toThrow(/shared_bufers/);
    await made.untilProblem("node_down:n2");
  });

  it("sees that clients have taken up the connections, and still answers", async () => {
    const job = { title: "leaky-pool", node: "n1", connections: 40, persistent: true, statements: [] };
    const { backends } = await made.cluster.startHeldClient(job, made.context());
    expect(backends.length).toBeGreaterThan(20);
    const problems = await made.until((present) => present.some(({ key }) => key === "client_connections"));
    expect(problems.map(({ key }) => key)).toContain("connections_exhausted:n1");
    await made.cluster.endHeldClients("leaky-pool", made.context());
    await made.untilHealthy();
  });

  it("sees that archiving fails", async () => {
    await sql("n1", "ALTER SYSTEM SET archive_command = 'false'", "SELECT pg_reload_conf()");
    await made.untilProblem("setting_archive_command:n1");
    await sql("n1", "SELECT pg_switch_wal()");
    expect((await made.untilProblem("archive_failing:n1")).message).toContain("archiving 0000000100000000");
  });

  it("sees an idle transaction that keeps clients waiting, and who it is", async () => {
    const statements = ["BEGIN", "LOCK TABLE account IN ACCESS EXCLUSIVE MODE"];
    await made.cluster.startHeldClient({ title: "night-job", node: "n1", connections: 1, statements }, made.context());
    const problem = await made.untilProblem("idle_transaction:n1");
    expect(problem.message).toContain("night-job");
    await made.untilProblem("client_commit");
    await made.cluster.endHeldClients("night-job", made.context());
    await made.untilHealthy();
  });
});
