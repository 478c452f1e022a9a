import type { Entry, HardState, Message, Snapshot } from "./messages.js";

/** What a replica wants done, in this order: send what may go at once, persist, send the rest, apply; then `advance`. */
export interface Ready {
  hardState: HardState;
  /** Whether term or vote changed: they must be on disk before anything is sent. */
  mustPersist: boolean;
  snapshot: Snapshot | undefined;
  entries: readonly Entry[];
  messages: readonly Message[];
  committed: readonly Entry[];
  /** Rounds of reads that may be answered once everything up to `index` is applied. */
  reads: readonly { context: string; index: number }[];
}

/** A leader's messages promise nothing about its own disk, unless its term is not on it yet. */
export function splitMessages({ messages, mustPersist }: Ready): { atOnce: Message[]; afterwards: Message[] } {
  const isEarly = ({ type }: Message) =>
    !mustPersist && (type === "MsgAppend" || type === "MsgHeartbeat" || type === "MsgSnapshot");
  return { atOnce: messages.filter(isEarly), afterwards: messages.filter((said) => !isEarly(said)) };
}

/** What has gathered since it was last taken. */
export class Outbox {
  messages: Message[] = [];
  reads: { context: string; index: number }[] = [];
  snapshot: Snapshot | undefined;
  #written: { term: number; vote: string };

  constructor(written: { term: number; vote: string }) {
    this.#written = { term: written.term, vote: written.vote };
  }

  isWaiting(hardState: HardState): boolean {
    return (
      this.messages.length > 0 || this.reads.length > 0 || this.snapshot !== undefined || this.#mustPersist(hardState)
    );
  }

  #mustPersist({ term, vote }: HardState): boolean {
    return term !== this.#written.term || vote !== this.#written.vote;
  }

  /** A snapshot replaces what was to be applied before it. */
  take(log: Pick<Ready, "hardState" | "entries" | "committed">): Ready {
    const { messages, reads, snapshot } = this;
    this.messages = [];
    this.reads = [];
    this.snapshot = undefined;
    return {
      ...log,
      messages,
      reads,
      snapshot,
      mustPersist: this.#mustPersist(log.hardState),
      committed: snapshot ? [] : log.committed,
    };
  }

  written({ term, vote }: HardState): void {
    this.#written = { term, vote };
  }
}
