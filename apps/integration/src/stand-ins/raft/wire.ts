import { message, type Entry, type Message, type MessageType } from "./messages.js";

/** `eraftpb.Message` as the protocol loader gives and takes it. */
export interface WireMessage {
  msg_type: MessageType;
  to: string;
  from: string;
  term: string;
  log_term: string;
  index: string;
  entries: { entry_type: "EntryNormal" | "EntryConfChange"; term: string; index: string; data: Buffer }[];
  commit: string;
  snapshot: {
    data: Buffer;
    metadata: { conf_state: { voters: string[]; learners: string[] }; index: string; term: string };
  } | null;
  reject: boolean;
  reject_hint: string;
  context: Buffer;
}

export function toWire(said: Message): WireMessage {
  const { snapshot } = said;
  return {
    msg_type: said.type,
    to: said.to,
    from: said.from,
    term: String(said.term),
    log_term: String(said.logTerm),
    index: String(said.index),
    entries: said.entries.map(({ kind, term, index, data }) => ({
      entry_type: kind === "conf" ? "EntryConfChange" : "EntryNormal",
      term: String(term),
      index: String(index),
      data,
    })),
    commit: String(said.commit),
    snapshot: snapshot
      ? {
          data: snapshot.data,
          metadata: {
            conf_state: { voters: [...snapshot.membership.voters], learners: [...snapshot.membership.learners] },
            index: String(snapshot.index),
            term: String(snapshot.term),
          },
        }
      : null,
    reject: said.reject,
    reject_hint: String(said.rejectHint),
    context: Buffer.from(said.context),
  };
}

export function fromWire(wire: WireMessage): Message {
  const { snapshot } = wire;
  const entries: Entry[] = wire.entries.map(({ entry_type, term, index, data }) => ({
    kind: entry_type === "EntryConfChange" ? "conf" : "normal",
    term: Number(term),
    index: Number(index),
    data,
  }));
  return {
    ...message({ type: wire.msg_type, to: wire.to }),
    from: wire.from,
    term: Number(wire.term),
    logTerm: Number(wire.log_term),
    index: Number(wire.index),
    entries,
    commit: Number(wire.commit),
    reject: wire.reject,
    rejectHint: Number(wire.reject_hint),
    context: wire.context.toString(),
    ...(snapshot && wire.msg_type === "MsgSnapshot"
      ? {
          snapshot: {
            data: snapshot.data,
            index: Number(snapshot.metadata.index),
            term: Number(snapshot.metadata.term),
            membership: snapshot.metadata.conf_state,
          },
        }
      : {}),
  };
}
