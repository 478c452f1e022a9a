import type { Hands, Session } from "../hands.js";

/** Waits for a server that is down, opens a ticket for it and begins to work on that. */
export async function takeOn(hands: Hands): Promise<{ node: string; session: Session }> {
  const node = await hands.downNode();
  return { node, session: await hands.begin(await hands.open(`node_down:${node}`)) };
}
