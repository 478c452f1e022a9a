import type { Operator, OperatorStart, RunningOperator } from "../operator.js";
import type { Context } from "../context.js";
import type { Command } from "../subject.js";
import { MemoryTrace } from "./memory-trace.js";

/** What a script of a `memoryOperator` works with. */
export interface OperatorHands {
  start: OperatorStart;
  trace: MemoryTrace;
  /** Aborts when the operator is stopped. */
  signal: AbortSignal;
  /** Resolves with the commands that are revealed after the injection. */
  revealed: Promise<readonly Command[]>;
}

/**
 * An operator in this process, its trace in memory: the script runs from its start until it is
 * stopped. For tests of harnesses; a script that rejects ends the operator early.
 */
export function memoryOperator(
  name: string,
  script: (hands: OperatorHands) => Promise<void>,
  told?: Operator["told"],
): Operator {
  return {
    name,
    ...(told === undefined ? {} : { told }),
    async start(start: OperatorStart, _context: Context): Promise<RunningOperator> {
      const trace = new MemoryTrace();
      const controller = new AbortController();
      const { promise: revealed, resolve: reveal } = promiseWithResolver<readonly Command[]>();
      const working = script({ start, trace, signal: controller.signal, revealed });
      return {
        trace,
        facts: { memory: true },
        ended: new Promise((resolve) => {
          working.catch((error: unknown) => {
            if (controller.signal.aborted) return;
            resolve({ exitCode: 1, signal: null, outputTail: String(error) });
          });
        }),
        reveal: async ({ commands }) => reveal(commands),
        stop: async () => {
          controller.abort();
          await working.catch(() => undefined);
          return { managed: true, end: null, killed: false, survivors: [] };
        },
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  };
}

/** `Promise.withResolvers` is not in Node 20. */
function promiseWithResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
