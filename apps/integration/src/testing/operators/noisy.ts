import type { Hands } from "../hands.js";

/** After the harness has begun to follow its database, and well before the end of the quiet period. */
const intoTheQuietMs = 1_000;

/** Operators that are at work, or say that something is wrong, when nothing is. */
export const noisy = {
  async holdsTicket(hands: Hands) {
    await hands.open("disk_full:n3");
    hands.ready();
  },

  async holdsSession(hands: Hands) {
    await hands.begin(null);
    hands.ready();
  },

  async settlesDown(hands: Hands) {
    const session = await hands.begin(await hands.open("disk_full:n3"));
    hands.ready();
    await hands.briefing();
    await hands.sleep(1_500);
    await session.claim();
  },

  /** The alarm is false when it is raised, and comes true. */
  async alarmsTooEarlyAndRepairs(hands: Hands) {
    await hands.briefing();
    await hands.sleep(intoTheQuietMs);
    const ticket = await hands.open("node_down:n2");
    const node = await hands.downNode();
    const session = await hands.begin(ticket);
    await session.run("restart", node);
    await hands.allWell();
    await session.claim();
  },

  /** Gives its early ticket up, and opens the same row again once there is something to see. */
  async alarmsTwiceOnOneRow(hands: Hands) {
    await hands.briefing();
    await hands.sleep(intoTheQuietMs);
    const early = await hands.begin(await hands.open("node_down"));
    await early.escalate();
    await hands.downNode();
    await hands.open("node_down", { reopen: true });
  },

  /** Restarts what runs well, and forgets the second half. */
  async stopsHealthyNode(hands: Hands) {
    const session = await hands.begin(null);
    await session.run("stop", "n2");
  },

  async alarmsAllTheTime(hands: Hands) {
    for (;;) {
      const ticket = await hands.open("cluster_unwell");
      await hands.sleep(100);
      await hands.log.resolveTicket(ticket);
      await hands.sleep(200);
    }
  },
};
