import type { Hands } from "../hands.js";

/** Ends an idle transaction of a report within some 5 ms, and returns. */
const guard = `DO $$ DECLARE ended int; BEGIN
  FOR look IN 1..3000 LOOP
    SELECT count(pg_terminate_backend(pid)) INTO ended FROM pg_stat_activity
      WHERE state = 'idle in transaction' AND application_name LIKE 'batch%';
    IF ended > 0 THEN RETURN; END IF;
    PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
  END LOOP; END $$`;

/** Operators that are done before anybody has seen that something was wrong. */
export const fast = {
  async repairsBeforeItShows(hands: Hands) {
    await hands.look("sql", "n1", guard);
    const session = await hands.begin(await hands.open("idle_transaction:n1"));
    await session.run("sql", "n1", "SELECT 1");
    await hands.sleep(1_500);
    await session.claim();
  },

  /** Needs no time of its own: before anything has happened, it gives every server a restart policy. */
  async letsServersRestart(hands: Hands) {
    const { nodes } = await hands.briefing();
    for (const { name } of nodes) await hands.look("autorestart", name, "0");
    const pids = async () => (await hands.look("status")).output.match(/\(\d+\)/g)?.join();
    const before = await pids();
    while ((await pids()) === before) await hands.sleep(50);
    await hands.allWell();
    const session = await hands.begin(await hands.open("restarted"));
    await session.run("status");
    await session.claim();
  },
};
