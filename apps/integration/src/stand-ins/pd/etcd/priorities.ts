import { setTimeout as delay } from "node:timers/promises";
import type { PdNode } from "../pd-node.js";

/** Now and then, the leader hands over to a member of a higher `leader-priority`, until `signal` aborts. */
export async function followPriorities(
  node: PdNode,
  { everyMs, signal }: { everyMs: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    if (!node.leading) continue;
    try {
      const { members } = await node.members();
      const priority = (id: string) => members.find((member) => member.member_id === id)?.leader_priority ?? 0;
      const best = [...members].sort((a, b) => priority(b.member_id) - priority(a.member_id))[0];
      if (best && priority(best.member_id) > priority(node.memberId)) await node.leadership.transfer(best.member_id);
    } catch {
      // Looked at again next time.
    }
  }
}
