import { connect, Socket } from "node:net";
import pg from "pg";

export interface SessionTarget {
  /** Folder of the unix socket, or an address. */
  host: string;
  port: number;
  user: string;
  database: string;
  password?: string;
  applicationName: string;
  /** Connects as a standby does, to stream the log; then `database` means nothing. @default false */
  replication?: boolean;
  /** Of each statement on the server's side; 0 for none. A commit that waits for a standby is not bounded by it. */
  statementTimeoutMs: number;
}

/** SQLSTATE of an error that a server sent; undefined for any other. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

export class SessionTimeout extends Error {
  override readonly name = "SessionTimeout";
}

/** What one session may receive in all: a result that size is for no log and no table. */
const mostBytes = 32 * 1024 * 1024;

/** One connection whose every wait ends: at its deadline the session is given up and cannot be used again. */
export class Session {
  readonly #socket = new Socket();
  readonly #client: pg.Client;
  readonly #target: SessionTarget;
  #closed = false;

  private constructor(target: SessionTarget) {
    this.#target = target;
    this.#client = new pg.Client({
      host: target.host,
      port: target.port,
      user: target.user,
      database: target.database,
      password: target.password ?? "",
      application_name: target.applicationName,
      ...(target.replication === true ? { replication: "true" } : {}),
      options: serverTimeouts(target.statementTimeoutMs),
      ssl: false,
      stream: () => this.#socket,
    });
    // A connection that breaks between two queries is noticed by the next one.
    this.#client.on("error", () => (this.#closed = true));
    this.#client.on("end", () => (this.#closed = true));
    this.#socket.on("error", () => (this.#closed = true));
    this.#socket.on("data", () => {
      if (this.#socket.bytesRead > mostBytes) this.#socket.destroy(new Error("the result is too large"));
    });
  }

  static async open(target: SessionTarget, timeoutMs: number): Promise<Session> {
    const session = new Session(target);
    await session.#bounded("connecting", timeoutMs, session.#client.connect());
    return session;
  }

  get usable(): boolean {
    return !this.#closed;
  }

  async query<Row extends pg.QueryResultRow>(query: string | pg.QueryConfig, timeoutMs: number): Promise<Row[]> {
    return (await this.run<Row>(query, timeoutMs)).rows;
  }

  async run<Row extends pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    timeoutMs: number,
  ): Promise<pg.QueryResult<Row>> {
    return await this.#bounded("the query", timeoutMs, this.#client.query<Row>(query));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // Says goodbye and goes: whether the server listens is not waited for.
    this.#client.end().catch(() => undefined);
    this.#socket.destroySoon();
  }

  async #bounded<T>(what: string, timeoutMs: number, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new SessionTimeout(`${what} took longer than ${Math.round(timeoutMs)} ms`));
        this.#abandon();
      }, timeoutMs);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      work.catch(() => undefined);
      if (!(error instanceof pg.DatabaseError)) this.#abandon();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Leaves without waiting, and asks the server to cancel, so that a hanging commit does not keep its place. */
  #abandon(): void {
    if (this.#socket.destroyed) return;
    this.#closed = true;
    this.#socket.destroy();
    // Known once the server has taken the connection in; not part of the published types.
    const { processID, secretKey } = this.#client as unknown as { processID: number | null; secretKey: number | null };
    if (processID !== null && secretKey !== null) sendCancel(this.#target, processID, secretKey);
  }
}

/** The lock's comes first, so that a statement which only waits for one says so. */
function serverTimeouts(statementTimeoutMs: number): string {
  return `-c statement_timeout=${statementTimeoutMs} -c lock_timeout=${Math.ceil(statementTimeoutMs * 0.9)}`;
}

function sendCancel({ host, port }: SessionTarget, processId: number, secretKey: number): void {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80877102, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.on("error", () => undefined);
  socket.setTimeout(1000, () => socket.destroy());
  socket.end(message);
}
