import type { Hands } from "../hands.js";
import { takeOn } from "./take-on.js";

/** Operators that differ in what they do with the rows of their tickets. */
export const ticketing = {
  /** As the known operator does: a ticket it gave up is the same row when its problem comes back. */
  async escalatesAgainAndAgain(hands: Hands) {
    for (;;) {
      const node = await hands.downNode();
      const session = await hands.begin(await hands.open(`node_down:${node}`, { reopen: true }));
      await session.escalate();
      await hands.allWell();
    }
  },

  /** Gives up once; the next time it closes the old row and does nothing else. */
  async closesOldTicketNextTime(hands: Hands) {
    const { session } = await takeOn(hands);
    await session.escalate();
    await hands.allWell();
    await hands.downNode();
    for (const { id } of await hands.log.tickets()) await hands.log.resolveTicket(id);
  },

  /** Two tickets, of which it closes the later one, that it worked on. */
  async repairsOneOfTwo(hands: Hands) {
    await hands.downNode();
    await hands.open("disk_full:elsewhere");
    await hands.sleep(200);
    const { node, session } = await takeOn(hands);
    await session.run("restart", node);
    await hands.allWell();
    await session.claim();
  },
};
