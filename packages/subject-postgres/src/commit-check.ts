import type { Clock } from "@eval/core";
import { openPrimarySession } from "./client-sessions.js";
import type { ClusterRecord } from "./record.js";
import { accountCount } from "./schema.js";
import { SessionTimeout, sqlState } from "./session.js";

/** What became of one write, made as a client makes it. */
export interface CommitCheck {
  ok: boolean;
  /** The node that took the connection as a primary, where it came so far. */
  node: string | null;
  /** `login`: no session; `write`: the statement failed or hung; `commit`: it was written but never acknowledged. */
  failedAt: "login" | "write" | "commit" | null;
  sqlState: string | null;
  message: string | null;
  /** As the client's own session has them. */
  settings: { readonly [name: string]: string };
}

/** Logs in over the network, writes a row and commits. Never rejects; takes at most `timeoutMs`. */
export async function checkCommit(
  record: ClusterRecord,
  { timeoutMs, first, clock }: { timeoutMs: number; first: string | undefined; clock: Clock },
): Promise<CommitCheck> {
  const started = clock.now();
  const left = () => Math.max(50, timeoutMs - (clock.now() - started));
  let node: string | null = null;
  let step: "login" | "write" | "commit" = "login";
  let settings: Record<string, string> = {};
  try {
    const primary = await openPrimarySession(record, { applicationName: "health", timeoutMs: left(), first });
    node = primary.node.name;
    try {
      step = "write";
      const [row] = await primary.session.query<Record<string, string>>(
        "SELECT current_setting('synchronous_commit') AS synchronous_commit",
        left(),
      );
      settings = row ?? {};
      await primary.session.query("BEGIN", left());
      const account = Math.floor(started) % accountCount;
      await primary.session.query(`INSERT INTO ledger (account_id) VALUES (${account + 1})`, left());
      step = "commit";
      await primary.session.query("COMMIT", left());
    } finally {
      primary.session.close();
    }
    return { ok: true, node, failedAt: null, sqlState: null, message: null, settings };
  } catch (error) {
    const message = error instanceof SessionTimeout ? `no answer within ${timeoutMs} ms` : (error as Error).message;
    return { ok: false, node, failedAt: step, sqlState: sqlState(error) ?? null, message, settings };
  }
}
