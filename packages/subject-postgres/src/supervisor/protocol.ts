/** One line of JSON each way, one request for each connection to the supervisor's socket. */
export interface Request {
  verb: string;
  node?: string;
  /** Further words: a mode, another node's name, SQL statements. */
  args?: readonly string[];
  /** Asked by a program that measures and not by an administrator: left out of the supervisor's log. */
  unlogged?: boolean;
  /** How long whoever asks is going to wait. */
  timeoutMs?: number;
}

export interface Reply {
  ok: boolean;
  /** For people: what was done or found, or what went wrong. */
  text: string;
  /** For programs. */
  data?: unknown;
}
