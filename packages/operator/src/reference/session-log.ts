import type { OperatorLog } from "@eval/operator-db";
import { boundText } from "./bounded-output.js";

export interface CallResult {
  output: string;
  /** Null: it did not end, or nobody knows how. */
  exitCode: number | null;
}

interface Call {
  result?: CallResult;
}

/**
 * Writes one session's entries. A reader pairs results with calls by their order, so a result that
 * comes before that of an earlier call waits for it.
 */
export class SessionLog {
  /** Calls whose result is not written yet, in the order they were written. */
  private readonly open: Call[] = [];
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: Pick<OperatorLog, "logReasoning" | "logCall" | "logResult">,
    private readonly sessionId: string,
  ) {}

  reasoning(text: string): Promise<void> {
    return this.inTurn(() => this.log.logReasoning(this.sessionId, boundText(text)));
  }

  /** Resolves with what `result` needs to know which call it belongs to. */
  async call(command: string, reasoning: string): Promise<Call> {
    const call: Call = {};
    await this.inTurn(async () => {
      await this.log.logCall(this.sessionId, { command, reasoning });
      this.open.push(call);
    });
    return call;
  }

  result(call: Call, result: CallResult): Promise<void> {
    call.result = result;
    return this.inTurn(() => this.writeResults());
  }

  /** Writes the results still held back; calls among them that have none get one without an exit code. */
  finish(): Promise<void> {
    return this.inTurn(async () => {
      const lastWithResult = this.open.findLastIndex((call) => call.result);
      for (const call of this.open.slice(0, lastWithResult)) call.result ??= { output: "", exitCode: null };
      await this.writeResults();
    });
  }

  private async writeResults(): Promise<void> {
    for (let result; (result = this.open[0]?.result); this.open.shift()) {
      await this.log.logResult(this.sessionId, { output: boundText(result.output), exitCode: result.exitCode });
    }
  }

  private inTurn(write: () => Promise<unknown>): Promise<void> {
    const done = this.last.then(write).then(() => undefined);
    this.last = done.catch(() => undefined);
    return done;
  }
}

export type { Call };
