/** Where text goes. */
export interface Output {
  write(text: string): void;
  /** Whether a person is likely to be looking, so that lines may be rewritten. */
  readonly isTerminal: boolean;
  /** Characters a line has room for. */
  readonly columns: number;
  /** Resolves once more may be written without piling up, or the reader has gone away. Absent: at any time. */
  drained?(): Promise<void>;
}

/** All that the commands know of the process they run in. */
export interface Io {
  /** Results, and nothing else. */
  readonly stdout: Output;
  /** Progress, warnings and errors. */
  readonly stderr: Output;
  /** An absolute path. */
  readonly cwd: string;
  readonly env: { readonly [name: string]: string | undefined };
  /**
   * How a person calls this program again: `npx opseval`, or `opseval` where it is installed for all. Never
   * `eval`, nor `npx eval`, which goes through a shell: to a shell that is its own builtin.
   */
  readonly program: string;
  readonly host: {
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly pid: number;
    /** Null where the platform has no users. */
    readonly uid: number | null;
  };
  /** Whether a process with that id exists, whoever owns it. */
  exists(pid: number): boolean;
  /** Calls the listener on each request to stop (Ctrl-C, SIGTERM, a closed terminal) until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
}
