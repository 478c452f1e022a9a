import type { Hands } from "../hands.js";
import { takeOn } from "./take-on.js";

/** Long enough for the harness to look at the cluster several times. */
const aWhileMs = 1_500;

/** What operators do about a server that is down, and what they say of it. */
export const claiming = {
  async repairsAndClaims(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("restart", node);
    await hands.allWell();
    await session.claim();
  },

  async repairsAndSaysNothing(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("restart", node);
  },

  async repairsAndEscalates(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.run("restart", node);
    await hands.allWell();
    await session.escalate();
  },

  async claimsThenRepairs(hands: Hands) {
    const { node, session } = await takeOn(hands);
    await session.claim();
    await hands.sleep(aWhileMs);
    const another = await hands.begin(null);
    await another.run("restart", node);
  },

  async claimsWithoutRepair(hands: Hands) {
    const { session } = await takeOn(hands);
    await session.claim();
  },

  async escalates(hands: Hands) {
    const { session } = await takeOn(hands);
    await session.escalate();
  },

  /** Takes nothing on, and closes its ticket when the symptom is gone. */
  async monitorsOnly(hands: Hands) {
    const node = await hands.downNode();
    const ticket = await hands.open(`node_down:${node}`);
    await hands.allWell();
    await hands.log.resolveTicket(ticket, { unlessHeld: true });
  },

  /** Takes its time, and then there is nothing left to do. */
  async looksOnceItIsOver(hands: Hands) {
    await hands.downNode();
    await hands.allWell();
    await hands.sleep(1_000);
    const session = await hands.begin(null);
    await session.run("status");
  },

  async looksAndCrashes(hands: Hands) {
    const { session } = await takeOn(hands);
    await session.run("status");
    process.exit(3);
  },
};
