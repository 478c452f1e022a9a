/** One log entry of a session, reduced to what pairing needs. */
export type LogLine =
  | { kind: "reasoning" }
  | { kind: "call"; id: number; atMs: number | null }
  | { kind: "result"; exitCode: number | null };

/** Between the calls of one message nothing is waited for; between two messages a tool runs and a model answers. */
const ANOTHER_MESSAGE_MS = 300;

type Call = Extract<LogLine, { kind: "call" }>;

/**
 * Which exit code belongs to which call, by the call's id; a call without a result is not in the map.
 *
 * Results are paired with *messages*, in order, not with the entry before them: the known operator logs
 * a message's calls before they run, so the result of one message stands after the calls of the next,
 * and of several calls in one message only the last one's result is kept. The k-th result therefore
 * belongs to the last call of the k-th message; the other calls of that message have none.
 *
 * A log does not say where a message ends. A result ends one, and so does reasoning after a call, and
 * 300 ms between two calls. Where that leaves a doubt, calls count as messages of their own as far as
 * the results need it, the widest gap (the last of equals) being the end of a message: while a session
 * runs, a result right after two calls is the first one's; and no result goes without a call as long as
 * calls without results stand before it. An operator that logs each result behind its call is paired so
 * by the same rule.
 */
export function pairResults(lines: readonly LogLine[], session: { ended: boolean }): Map<number, number | null> {
  const messages: Call[][] = [];
  const exitCodes: (number | null)[] = [];
  let current: Call[] | undefined;
  for (const line of lines) {
    if (line.kind === "reasoning") {
      current = undefined;
    } else if (line.kind === "call") {
      if (current === undefined || gapMs(current.at(-1), line) >= ANOTHER_MESSAGE_MS) messages.push((current = []));
      current.push(line);
    } else {
      const waiting = messages.length - exitCodes.length;
      if (waiting === 1 && current !== undefined && !session.ended) splitLatest(messages, messages.length - 1);
      if (waiting === 0 && !splitLatest(messages, 0)) continue;
      exitCodes.push(line.exitCode);
      current = undefined;
    }
  }
  const paired = new Map<number, number | null>();
  exitCodes.forEach((exitCode, index) => {
    const call = messages[index]?.at(-1);
    if (call) paired.set(call.id, exitCode);
  });
  return paired;
}

/** Divides the latest message of several calls, from the given one on, at its widest gap. */
function splitLatest(messages: Call[][], from: number): boolean {
  for (let index = messages.length - 1; index >= from; index--) {
    const calls = messages[index]!;
    if (calls.length < 2) continue;
    let cut = 1;
    for (let at = 2; at < calls.length; at++) {
      if (gapMs(calls[at - 1], calls[at]!) >= gapMs(calls[cut - 1], calls[cut]!)) cut = at;
    }
    messages.splice(index, 1, calls.slice(0, cut), calls.slice(cut));
    return true;
  }
  return false;
}

function gapMs(before: Call | undefined, after: Call): number {
  return before?.atMs == null || after.atMs === null ? 0 : after.atMs - before.atMs;
}
