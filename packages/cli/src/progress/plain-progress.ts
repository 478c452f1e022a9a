import { formatOffset } from "../text/duration.js";
import { eventText } from "../text/event-text.js";
import type { Output } from "../io.js";
import type { Progress } from "./progress.js";

/** Where nobody watches: a line for each event that matters, with its trial's number and its offset within that. */
export function plainProgress(output: Output): Progress {
  let arm = { label: "", trials: 0 };
  let begun = 0;
  const numbers = new Map<number, number>();
  return {
    begin(next) {
      arm = next;
      begun = 0;
    },
    event(event, lane = 0) {
      if (event.type === "trial.started") numbers.set(lane, ++begun);
      // What an operator thinks fills pages; `show` has it.
      const text = event.type === "operator.reasoning" ? null : eventText(event);
      if (text === null) return;
      output.write(`${arm.label} ${numbers.get(lane) ?? 0}/${arm.trials} ${formatOffset(event.at)}  ${text}\n`);
    },
    note: (line) => output.write(`${line}\n`),
    close: () => undefined,
  };
}
