import type { Clock } from "@eval/core";
import type { Output } from "../io.js";
import type { Progress } from "./progress.js";
import { advanceView, beginView, statusLine, type TrialView } from "./trial-view.js";

const redrawMs = 250;
const clearLine = "\r\u001B[2K";

/** On a terminal: one status line, drawn again and again, and below what stays of the trials before. */
export function liveProgress(output: Output, clock: Clock): Progress {
  let arm = { label: "", trials: 0 };
  let number = 0;
  let view: TrialView | undefined;
  let origin = 0;
  const draw = () => {
    // One column is left free: in the last one some terminals begin a new line.
    if (view) output.write(clearLine + statusLine(view, clock.now() - origin, output.columns - 1));
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();
  return {
    begin(next) {
      arm = next;
      number = 0;
    },
    event(event) {
      if (event.type === "trial.started") {
        number += 1;
        view = beginView(arm.label, number, arm.trials);
        origin = clock.now() - event.at;
      }
      if (!view) return;
      const before = view.doing;
      view = advanceView(view, event);
      if (view.doing !== before) draw();
      if (event.type === "trial.ended") {
        view = undefined;
        output.write(clearLine);
      }
    },
    note(line) {
      output.write(`${view ? clearLine : ""}${line}\n`);
      draw();
    },
    close() {
      clearInterval(timer);
      if (view) output.write(clearLine);
      view = undefined;
    },
  };
}
