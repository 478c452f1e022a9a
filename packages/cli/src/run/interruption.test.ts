import { isHarnessError } from "@eval/core";
import { expect, it } from "vitest";
import type { Io } from "../io.js";
import { watchForInterruption } from "./interruption.js";

it("aborts once, explains itself when asked again, and stops listening when it is disposed of", () => {
  const listeners = new Set<() => void>();
  const io = {
    onInterrupt: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Io;
  const said: string[] = [];
  const interrupt = () => {
    for (const listener of listeners) listener();
  };
  {
    using interruption = watchForInterruption(io, (line) => said.push(line), "npx opseval sweep");
    expect(interruption.signal.aborted).toBe(false);
    interrupt();
    const reason: unknown = interruption.signal.reason;
    expect(isHarnessError(reason) && reason.code).toBe("interrupted");
    interrupt();
  }
  interrupt();
  expect(said).toEqual([
    "interrupted: cleaning up the fault and the cluster",
    "still cleaning up; should this process be killed, `npx opseval sweep` removes what is left",
  ]);
});
