import type { Client, ClientWritableStream, ServiceClientConstructor } from "@grpc/grpc-js";
import { connect } from "../rpc/protocol.js";
import type { Peer, RegionEpoch } from "../rpc/messages.js";
import type { WireMessage } from "../raft/wire.js";

/** `raft_serverpb.RaftMessage`. */
export interface RaftEnvelope {
  region_id: string;
  from_peer: Peer;
  to_peer: Peer;
  message: WireMessage | null;
  region_epoch: RegionEpoch;
  is_tombstone: boolean;
}

const RECONNECT_MS = 200;
/** What does not get through is dropped: Raft says it again. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;

interface Line {
  queue: RaftEnvelope[];
  client: Client | undefined;
  stream: ClientWritableStream<{ msgs: RaftEnvelope[] }> | undefined;
  blockedUntil: number;
}

/** Sends replication messages to other stores, in order for each; a message may be lost, none comes twice. */
export class RaftTransport {
  readonly #service: ServiceClientConstructor;
  readonly #addressOf: (storeId: string) => Promise<string>;
  readonly #lines = new Map<string, Line>();
  #flushing = false;

  constructor(options: {
    service: ServiceClientConstructor;
    /** Asked anew whenever a connection was lost. */
    addressOf: (storeId: string) => Promise<string>;
  }) {
    this.#service = options.service;
    this.#addressOf = options.addressOf;
  }

  send(storeId: string, envelope: RaftEnvelope): void {
    const line = this.#lines.get(storeId) ?? { queue: [], client: undefined, stream: undefined, blockedUntil: 0 };
    this.#lines.set(storeId, line);
    line.queue.push(envelope);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      for (const [id, waiting] of this.#lines) if (waiting.queue.length > 0) this.#flush(id, waiting);
    });
  }

  close(): void {
    for (const line of this.#lines.values()) this.#drop(line);
  }

  #flush(storeId: string, line: Line): void {
    if (!line.stream) {
      void this.#open(storeId, line);
      return;
    }
    const msgs = line.queue;
    line.queue = [];
    if (line.stream.writableLength < MAX_UNSENT_BYTES) line.stream.write({ msgs });
  }

  async #open(storeId: string, line: Line): Promise<void> {
    if (performance.now() < line.blockedUntil) {
      line.queue = [];
      return;
    }
    line.blockedUntil = performance.now() + RECONNECT_MS;
    try {
      const address = await this.#addressOf(storeId);
      if (line.stream) return;
      const connection = connect(this.#service, address);
      line.client = connection;
      // However the call ends, what ends it is told to this callback, and to nobody else.
      const lost = (): void => {
        if (line.client === connection) this.#drop(line);
      };
      const client = connection as unknown as Record<"BatchRaft", BatchRaft>;
      line.stream = client.BatchRaft.call(connection, lost);
      line.stream.on("error", lost);
      this.#flush(storeId, line);
    } catch {
      line.queue = [];
    }
  }

  #drop(line: Line): void {
    const { client, stream } = line;
    Object.assign(line, { client: undefined, stream: undefined, queue: [] });
    stream?.destroy();
    client?.close();
  }
}

type BatchRaft = (done: () => void) => ClientWritableStream<{ msgs: RaftEnvelope[] }>;
