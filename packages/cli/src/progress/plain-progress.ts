import { formatOffset } from "../text/duration.js";
import { eventText } from "../text/event-text.js";
import type { Output } from "../io.js";
import type { Progress } from "./progress.js";

/** Where nobody watches: a line for each event that matters, with its offset within the trial. */
export function plainProgress(output: Output): Progress {
  let arm = { label: "", trials: 0 };
  let number = 0;
  return {
    begin(next) {
      arm = next;
      number = 0;
    },
    event(event) {
      if (event.type === "trial.started") number += 1;
      // What an operator thinks fills pages; `show` has it.
      const text = event.type === "operator.reasoning" ? null : eventText(event);
      if (text !== null) output.write(`${arm.label} ${number}/${arm.trials} ${formatOffset(event.at)}  ${text}\n`);
    },
    note: (line) => output.write(`${line}\n`),
    close: () => undefined,
  };
}
